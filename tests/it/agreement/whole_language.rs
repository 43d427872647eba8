//! Mechanisms of the whole language, several in each scenario.

use super::assert_agrees;

#[test]
fn rates_by_age_and_tenure_agree() {
    assert_agrees(
        r#"
        [time]
        step = "week"
        periods = 9
        [stages.member]
        role = "customer"
        start = 40
        start_age = [10, 12, 8, 10]
        start_tenure = "settled"
        to.exit = { by_age = ["40%", "10%", "20%"], per = "month" }
        to.asleep = { by_tenure = ["30%", "15%", "5% to 10%"], per = "month" }
        [stages.asleep]
        role = "lapsed"
        start = 15
        start_age = "settled"
        start_tenure = "new"
        after = "2 weeks"
        to.member = "70%"
        to.exit = "rest"
        [stages.trial]
        role = "user"
        start = 20
        start_age = "settled"
        to.member = { survival = [["1 week", "70%"], ["5 weeks", "30%"]] }
        to.exit = "2% per week"
        [channels.site]
        to = "trial"
        arrivals = 6
        "#,
    );
}

#[test]
fn a_shifted_beta_geometric_churn_agrees() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.member]
        role = "customer"
        start = 30
        start_tenure = "new"
        to.lapsed = { sbg = ["0.5 to 0.9", 1.182], per = "year" }
        to.gold = { sbg = [0.8, 2], per = "month" }
        [stages.gold]
        role = "customer"
        start = 10
        start_tenure = [5, 5]
        start_age = [6, 4]
        to.member = { by_age = ["0%", "50%"], per = "month" }
        [stages.lapsed]
        role = "lapsed"
        start = 10
        start_tenure = "new"
        to.member = { by_tenure = ["0%", "5%", "30%"], per = "month" }
        [channels.site]
        to = "member"
        arrivals = 5
        "#,
    );
}

#[test]
fn frictions_initiatives_events_and_feedback_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 10
        start = "2027-01"
        [stages.visitor]
        instant = true
        to.trial = "20%"
        [stages.trial]
        role = "user"
        start = 30
        stay = "2 months"
        to.customer = "35% to 55%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        start = 40
        to.advocate = "20% per month"
        to.churned = { value = "60% per year", volatility = 0.6 }
        to.exit = "3% per month"
        [stages.advocate]
        role = "customer"
        start = 10
        to.churned = "4% per month"
        [stages.churned]
        role = "lapsed"
        to.customer = "10% per month"
        [channels.site]
        to = "visitor"
        arrivals = "60 per month"
        season = [0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        [referrals.word]
        from = ["advocate"]
        invites = 0.6
        accept = "30%"
        to = "trial"
        [frictions.slow]
        on = "trial -> customer"
        loses = "20% to 40%"
        [frictions.support]
        on = ["customer -> churned", "advocate -> churned"]
        loses = "10% per year"
        [frictions.noise]
        on = "customer -> exit"
        loses = "1% per month"
        included = false
        [frictions.shy]
        on = "referral:word"
        loses = "30%"
        [initiatives.concierge]
        active = true
        upfront = "$300"
        running = "$60 per month"
        starts = 3
        ramp = "4 months"
        chance = "60%"
        reduces = { slow = "40% to 80%", support = "50%", shy = "100%" }
        changes = { "* -> churned" = "-30%", "referrals.word.accept" = "+40%" }
        [initiatives.poster]
        active = true
        running = "$10 per month"
        starts = 2
        lasts = 5
        changes = { "visitor -> trial" = "+50% to +120%" }
        [feedback.reviews]
        of = ["advocate"]
        half = 30
        changes = { "visitor -> trial" = "+60%" }
        [events.rival]
        chance = "50%"
        at = [2, 6]
        lasts = 3
        changes = { "* -> churned" = "+80%", "channels.site.arrivals" = 0.5 }
        [events.outage]
        chance = "20% per month"
        lasts = 1
        changes = { "revenue.fee.each" = 0.5 }
        [revenue.fee]
        on = ["customer", "advocate"]
        each = "$20 per month"
        "#,
    );
}

#[test]
fn budgets_carry_over_and_campaigns_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        start = "2027-05"
        [stages.visitor]
        start = 40
        to.customer = "20% per month"
        to.exit = "20% per month"
        [stages.customer]
        role = "customer"
        start = 30
        to.lapsed = "15% per month"
        [stages.lapsed]
        role = "lapsed"
        start = 20
        to.exit = "5% per month"
        [channels.search]
        to = "visitor"
        spend = { schedule = [[1, "$400"], [4, "$900"], [6, "$100"]], per = "month" }
        cost = "$8 to $15"
        saturation = { half = "$600 per month", slope = 1.4 }
        carryover = "0.4 per month"
        [channels.social]
        to = "visitor"
        spend = "$300 per month"
        cost = "$20"
        carryover = "0.1 to 0.3 per month"
        new = true
        starts = 3
        lasts = 3
        variation = { spread = 0.7 }
        [channels.share]
        to = "visitor"
        spend = { share_of_revenue = "10% to 20%" }
        cost = "$12"
        variation = "fixed"
        [channels.mail]
        from = ["lapsed", "visitor"]
        to = "customer"
        spend = "$50 per month"
        cost = "$5"
        reach = "15% per month"
        [channels.call]
        from = ["lapsed"]
        to = "customer"
        arrivals = 5
        reach = 4
        [revenue.fee]
        on = "customer"
        each = "$40 per month"
        spread = 0.4
        [costs.hello]
        on = "channel:mail"
        each = "$2"
        "#,
    );
}

#[test]
fn a_market_that_fills_up_agrees() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.trial]
        role = "user"
        start = 20
        to.customer = "40% per month"
        to.exit = "10% per month"
        [stages.customer]
        role = "customer"
        start = 20
        to.exit = "10% per month"
        [channels.fair]
        to = "trial"
        arrivals = "20 to 40 per month"
        [channels.site]
        to = "customer"
        arrivals = 15
        [referrals.word]
        from = ["customer"]
        invites = 2
        accept = "50%"
        to = "trial"
        delay = [0.4, 0.6]
        [market]
        size = "120 to 240"
        "#,
    );
}

#[test]
fn segments_and_the_own_rates_of_sources_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.visitor]
        instant = true
        to.trial = "30%"
        [stages.trial]
        role = "user"
        start = 30
        to.customer = "20% to 30% per month"
        to.exit = "20% per month"
        [stages.customer]
        role = "customer"
        start = 30
        to.churned = "10% per month"
        to.exit = "2% per month"
        [stages.churned]
        role = "lapsed"
        start = 11
        to.customer = "10% per month"
        [channels.site]
        to = "visitor"
        arrivals = 40
        rates = { "visitor -> trial" = "60%", "* -> churned" = "+50%" }
        [channels.fair]
        to = "trial"
        arrivals = 6
        segments = { smb = "40%", enterprise = "60%" }
        [referrals.word]
        from = ["customer"]
        invites = "0.4 per month"
        spread = 1.5
        accept = "50%"
        to = "trial"
        delay = [0.5, 0.5]
        same_segment = "60%"
        reward = "$10"
        reward_on = "acquisition"
        commission = "10%"
        cost_per_invite = "$0.50"
        rates = { "* -> churned" = "-60%" }
        [revenue.fee]
        on = "customer"
        each = "$20 per month"
        [revenue.setup]
        on = "trial -> customer"
        each = "$100"
        spread = 0.5
        [costs.call]
        on = "trial -> customer"
        each = "$3"
        [segments.smb]
        share = "70%"
        [segments.enterprise]
        share = "30%"
        changes = { "revenue.fee.each" = 5, "trial -> customer" = 0.5, "referrals.word.accept" = "-20%" }
        set = { "customer -> churned" = "2% per month" }
        "#,
    );
}

#[test]
fn experiments_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.visitor]
        instant = true
        to.trial = "30%"
        to.list = "20%"
        [stages.list]
        stay = "3 months"
        to.trial = "20%"
        to.exit = "rest"
        [stages.trial]
        role = "user"
        start = 30
        to.customer = "20% per month"
        to.exit = "20% per month"
        [stages.customer]
        role = "customer"
        start = 60
        to.exit = "20% per month"
        [channels.site]
        to = "visitor"
        arrivals = 120
        [referrals.word]
        from = ["customer"]
        invites = 1
        accept = "30%"
        to = "trial"
        [initiatives.page]
        active = true
        starts = 1
        running = "$20 per month"
        upfront = "$100"
        [initiatives.page.test]
        on = "visitor -> trial"
        lift = { normal = [0.3, 0.3] }
        share = "60%"
        lasts = 2
        repeat = 2
        every = 3
        confidence = "80%"
        [initiatives.mail]
        active = true
        starts = 2
        [initiatives.mail.test]
        on = "list -> trial"
        lift = "20% to 90%"
        share = "100%"
        lasts = 3
        confidence = "80%"
        [initiatives.help]
        active = true
        starts = 3
        [initiatives.help.test]
        on = "customer -> exit"
        lift = "-60% to -20%"
        share = "100%"
        lasts = 2
        "#,
    );
}

#[test]
fn capacities_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 8
        [stages.lead]
        start = 30
        after = 2
        start_age = [20, 10]
        to.call = "80%"
        to.exit = "rest"
        [stages.call]
        instant = true
        to.customer = "50%"
        to.trial = "40%"
        else = "later"
        [stages.later]
        to.call = "30% per month"
        [stages.trial]
        role = "user"
        start = 20
        to.customer = "30% per month"
        to.exit = "10% per month"
        [stages.customer]
        role = "customer"
        to.exit = "10% per month"
        [channels.site]
        to = "lead"
        arrivals = 12
        [channels.fair]
        to = "call"
        arrivals = 9
        [capacities.onboarding]
        on = ["trial -> customer", "call -> customer"]
        limit = "6 to 12"
        [capacities.trials]
        on = ["call -> trial"]
        limit = 4.7
        "#,
    );
}

#[test]
fn recurring_revenue_purchases_and_counting_agree() {
    assert_agrees(
        r#"
        [time]
        step = "month"
        periods = 7
        [money]
        count = "mid"
        count_start = true
        [stages.trial]
        role = "user"
        start = 20
        to.basic = "20% per month"
        to.gold = "10% per month"
        to.exit = "10% per month"
        [stages.basic]
        role = "customer"
        start = 20
        to.gold = "15% per month"
        to.trial = "5% per month"
        to.gone = "10% per month"
        [stages.gold]
        role = "customer"
        start = 10
        to.basic = "20% per month"
        to.gone = "5% per month"
        [stages.gone]
        role = "lapsed"
        start = 5
        to.basic = "20% per month"
        [channels.site]
        to = "trial"
        arrivals = 8
        [revenue.subscription]
        on = ["basic", "gold"]
        each = "$40 per month"
        [revenue.plus]
        on = "gold"
        each = { schedule = [[1, "$30"], [4, "$20"]], per = "month" }
        count = "end"
        [revenue.shop]
        on = ["basic", "trial"]
        times = "0.4 per month"
        each = "$12"
        spread = 0.6
        [revenue.extra]
        on = "gold"
        times = "1.5 per month"
        each = "$3"
        recurring = true
        [costs.fee]
        on = "basic"
        each = "$2 per month"
        count = "start"
        [costs.welcome]
        on = ["-> basic", "-> gold"]
        each = "$7"
        [costs.provider]
        each = "3% of revenue"
        [costs.visit]
        on = "trial"
        each = "$1 per month"
        counts_as = "acquisition"
        "#,
    );
}

#[test]
fn settled_starts_agree_under_initiatives_segments_sources_and_ages() {
    assert_agrees(
        r#"
        currency = "USD"
        [time]
        step = "month"
        periods = 6
        start = "2027-05"
        [stages.visit]
        instant = true
        to.lead = "40%"
        to.trial = "10%"
        [stages.lead]
        start = "settled"
        stay = "1 to 2 months"
        to.trial = "50%"
        to.exit = "rest"
        [stages.trial]
        role = "user"
        start = "settled"
        to.customer = { by_age = ["20%", "5% to 10%"], per = "month" }
        to.exit = "20% per month"
        [stages.nurture]
        start = "settled"
        after = "3 months"
        to.trial = "30%"
        to.exit = "rest"
        [stages.customer]
        role = "customer"
        start = 60
        start_tenure = "settled"
        to.trial = "5% per month"
        to.lapsed = { by_tenure = ["20%", "4%"], per = "month" }
        [stages.lapsed]
        role = "lapsed"
        start = 30
        start_tenure = "new"
        [channels.ads]
        to = "visit"
        spend = "$900 per month"
        cost = "$10 to $15"
        saturation = { half = "$600 per month" }
        measured_at = "$700 per month"
        carryover = "0.4 per month"
        season = [1, 1, 1, 1, 0.5, 1.5, 1, 1, 1, 1, 1, 1]
        rates = { "trial -> exit" = 1.5 }
        [channels.fair]
        to = "nurture"
        arrivals = "8 per month"
        segments = { small = "20%", large = "80%" }
        [channels.later]
        to = "lead"
        arrivals = "30 per month"
        starts = 3
        [channels.mail]
        from = ["lapsed"]
        to = "trial"
        arrivals = "4 per month"
        reach = "10%"
        [referrals.word]
        from = ["customer"]
        invites = "0.4 per month"
        accept = "30%"
        to = "trial"
        same_segment = "60%"
        delay = [0.5, 0.5]
        [initiatives.help]
        active = true
        starts = 2
        changes = { "trial -> customer" = "+50%", "customer -> lapsed" = 0.5 }
        [revenue.fee]
        on = "customer"
        each = "$20 per month"
        [segments.small]
        share = "70%"
        changes = { "customer -> lapsed" = 1.2 }
        [segments.large]
        share = "30%"
        changes = { "customer -> lapsed" = 0.5, "revenue.fee.each" = 3 }
        "#,
    );
}
