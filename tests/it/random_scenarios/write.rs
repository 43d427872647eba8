//! Scenarios with a common skeleton (visitors, a trial, customers of two kinds, those who left) and any mix
//! of the features of the language on it.

use super::dice::Dice;
use std::fmt::Write;

/// A scenario as text; whatever the dice say, nothing is wrong with it.
pub fn scenario(units: Vec<f64>) -> String {
    let mut writer = Writer::new(Dice::new(units));
    writer.clock();
    writer.stages();
    writer.channels();
    writer.referral();
    writer.influences();
    writer.groups();
    writer.money();
    writer.plans();
    writer.text
}

struct Writer {
    dice: Dice,
    text: String,
    periods: u32,
    /// Where a trial leads: to the customer, or to an instant stage before it.
    won: &'static str,
    has_checkout: bool,
    has_referral: bool,
    has_segments: bool,
    /// How people leave the customer stage for `churned`.
    churn: Churn,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Churn {
    Flat,
    ByAge,
    ByTenure,
    Sbg,
    Survival,
}

macro_rules! line {
    ($writer:expr, $($arg:tt)*) => {
        writeln!($writer.text, $($arg)*).expect("a string takes any text")
    };
}

impl Writer {
    fn new(mut dice: Dice) -> Writer {
        let periods = dice.whole(3, 8);
        let has_checkout = dice.yes(0.3);
        Writer {
            periods,
            has_checkout,
            won: if has_checkout { "checkout" } else { "customer" },
            has_referral: dice.yes(0.6),
            has_segments: dice.yes(0.4),
            churn: dice.one_of(&[Churn::Flat, Churn::ByAge, Churn::ByTenure, Churn::Sbg, Churn::Survival]),
            dice,
            text: String::new(),
        }
    }

    fn clock(&mut self) {
        let step = self.dice.one_of(&["month", "week", "quarter"]);
        line!(self, "[time]\nstep = \"{step}\"\nperiods = {}", self.periods);
        if self.dice.yes(0.5) {
            line!(self, "start = \"2027-04-01\"\ndiscount_rate = \"8% per year\"");
        }
        line!(self, "[simulation]\nsampling = \"random\"\n[inputs]\nservice = \"0.9 to 1.1\"\nprice = \"$20 to $40\"");
    }

    fn stages(&mut self) {
        let to_trial = self.dice.percent(10.0, 30.0, None);
        line!(self, "[stages.visitor]\ninstant = true\nto.trial = {to_trial}");
        if self.dice.yes(0.5) {
            line!(self, "else = \"list\"");
        }
        let unit = self.dice.one_of(&["month", "week", "quarter"]);
        let (back, gone) = (self.dice.percent(5.0, 15.0, Some(unit)), self.dice.percent(5.0, 15.0, Some("month")));
        let start = self.dice.whole(1, 15);
        line!(self, "[stages.list]\nstart = {start}\nto.visitor = {back}\nto.exit = {gone}");
        self.trial();
        if self.has_checkout {
            let paid = self.dice.percent(40.0, 70.0, None);
            let otherwise = self.dice.one_of(&["exit", "trial", "churned"]);
            line!(self, "[stages.checkout]\ninstant = true\nto.customer = {paid}\nelse = \"{otherwise}\"");
        }
        self.customers();
    }

    fn trial(&mut self) {
        let won = self.won;
        let start = self.dice.whole(0, 20);
        line!(self, "[stages.trial]\nrole = \"user\"\nstart = {start}");
        let has_age = match self.dice.whole(0, 4) {
            0 => {
                let (p, q) =
                    (self.dice.percent(10.0, 25.0, Some("month")), self.dice.percent(5.0, 15.0, Some("month")));
                line!(self, "to.{won} = {p}\nto.exit = {q}");
                false
            }
            1 => {
                let (stay, share) = (self.dice.amount("", 4.0, 9.0, " months"), self.dice.percent(20.0, 40.0, None));
                line!(self, "stay = {stay}\nto.{won} = {share}\nto.exit = \"rest\"");
                false
            }
            2 => {
                let (after, share) = (self.dice.whole(2, 3), self.dice.percent(20.0, 40.0, None));
                line!(self, "after = {after}\nto.{won} = {share}\nto.exit = \"rest\"");
                true
            }
            3 => {
                let exit = self.dice.percent(5.0, 15.0, Some("month"));
                line!(self, "to.{won} = {{ by_age = [\"20%\", \"12%\", \"5%\"], per = \"month\" }}\nto.exit = {exit}");
                true
            }
            _ => {
                line!(self, "to.{won} = {{ survival = [[\"1 month\", \"80%\"], [\"4 months\", \"60% to 70%\"]] }}");
                true
            }
        };
        if has_age && start > 0 {
            let age = self.dice.one_of(&["new", "settled"]);
            line!(self, "start_age = \"{age}\"");
        }
    }

    fn customers(&mut self) {
        let (gold, exit) = (self.dice.percent(3.0, 9.0, Some("month")), self.dice.percent(1.0, 3.0, Some("month")));
        let start = self.dice.whole(0, 30);
        line!(self, "[stages.customer]\nrole = \"customer\"\nstart = {start}\nto.gold = {gold}\nto.exit = {exit}");
        if self.dice.yes(0.3) {
            line!(self, "to.trial = \"1% per month\"");
        }
        let flat = self.dice.percent(4.0, 9.0, Some("month"));
        let volatile = self.dice.yes(0.3);
        match self.churn {
            Churn::Flat if volatile => {
                line!(self, "to.churned = {{ value = \"6%\", volatility = 0.4, per = \"month\" }}")
            }
            Churn::Flat => line!(self, "to.churned = {flat}"),
            Churn::ByAge => line!(self, "to.churned = {{ by_age = [\"9%\", \"6% to 8%\", \"4%\"], per = \"month\" }}"),
            Churn::ByTenure => {
                line!(self, "to.churned = {{ by_tenure = [\"9%\", \"5%\", \"=4% / service\"], per = \"month\" }}")
            }
            Churn::Sbg => line!(self, "to.churned = {{ sbg = [\"0.6 to 0.9\", 1.182], per = \"year\" }}"),
            Churn::Survival => {
                line!(self, "to.churned = {{ survival = [[\"1 month\", \"90%\"], [\"4 months\", \"70%\"]] }}")
            }
        }
        if matches!(self.churn, Churn::ByAge | Churn::Survival) && start > 0 {
            let age = self.dice.one_of(&["new", "settled"]);
            line!(self, "start_age = \"{age}\"");
        }
        self.tenure(start);
        let start = self.dice.whole(0, 10);
        let (down, gone) = (self.dice.percent(5.0, 9.0, Some("month")), self.dice.percent(2.0, 5.0, Some("month")));
        line!(self, "[stages.gold]\nrole = \"customer\"\nstart = {start}\nto.customer = {down}\nto.churned = {gone}");
        self.tenure(start);
        let (start, back) = (self.dice.whole(0, 10), self.dice.percent(2.0, 9.0, Some("month")));
        line!(self, "[stages.churned]\nrole = \"lapsed\"\nstart = {start}\nto.customer = {back}");
        self.tenure(start);
    }

    /// For how long the people of the start have been customers, where that is asked.
    fn tenure(&mut self, start: u32) {
        if matches!(self.churn, Churn::ByTenure | Churn::Sbg) && start > 0 {
            let tenure = match self.dice.whole(0, 2) {
                0 => "\"new\"".to_string(),
                1 => "\"settled\"".to_string(),
                _ => format!("[{}, {}]", start - start / 2, start / 2),
            };
            line!(self, "start_tenure = {tenure}");
        }
    }

    fn channels(&mut self) {
        let arrivals = match self.dice.whole(0, 2) {
            0 | 1 => self.dice.amount("", 20.0, 60.0, " per month"),
            _ => "{ schedule = [[1, \"30 to 40\"], [3, 60]], per = \"month\" }".to_string(),
        };
        line!(self, "[channels.site]\nto = \"visitor\"\narrivals = {arrivals}");
        if self.dice.yes(0.3) {
            line!(self, "season = [0.5, 0.5, 1.5, 1.5, 1, 1, 1, 1, 1.5, 0.5, 1, 1]");
        }
        self.variation();
        if self.dice.yes(0.3) {
            line!(self, "rates = {{ \"visitor -> trial\" = \"40%\", \"* -> churned\" = \"+40%\" }}");
        }
        if self.dice.yes(0.5) {
            self.search();
        }
        if self.dice.yes(0.4) {
            let (to, cost) = (self.dice.one_of(&["trial", "customer"]), self.dice.amount("$", 3.0, 9.0, ""));
            line!(
                self,
                "[channels.mail]\nfrom = [\"churned\", \"list\"]\nto = \"{to}\"\nspend = \"$30 per month\"\ncost = {cost}"
            );
            let reach = self.dice.one_of(&["\"20% per month\"", "4", "\"100%\""]);
            line!(self, "reach = {reach}");
        }
    }

    fn variation(&mut self) {
        match self.dice.whole(0, 3) {
            0 | 1 => {}
            2 => line!(self, "variation = \"fixed\""),
            _ => line!(self, "variation = {{ spread = 0.6 }}"),
        }
    }

    fn search(&mut self) {
        let cost = self.dice.amount("$", 8.0, 15.0, "");
        let to = self.dice.one_of(&["trial", "list"]);
        line!(self, "[channels.search]\ntype = \"paid\"\nto = \"{to}\"\ncost = {cost}");
        let shared = self.dice.yes(0.4);
        if shared {
            line!(self, "spend = {{ share_of_revenue = \"10% to 20%\" }}");
        } else {
            line!(self, "spend = \"$100 to $200 per month\"");
        }
        if self.dice.yes(0.5) {
            line!(self, "saturation = {{ half = \"$300 per month\", slope = 1.3 }}");
        }
        line!(self, "measured_at = \"$150 per month\"");
        if self.dice.yes(0.5) {
            line!(self, "carryover = \"0.2 to 0.4 per month\"");
        }
        if self.dice.yes(0.3) {
            line!(self, "new = true");
        }
        if self.dice.yes(0.3) {
            line!(self, "starts = 2");
        }
        if self.dice.yes(0.3) {
            line!(self, "lasts = 2");
        }
        self.variation();
    }

    fn referral(&mut self) {
        if !self.has_referral {
            return;
        }
        let (customer, gold) = (self.dice.between(0.1, 0.3), self.dice.amount("", 0.2, 0.6, ""));
        let (accept, to) = (self.dice.percent(20.0, 50.0, None), self.dice.one_of(&["trial", "customer", "visitor"]));
        line!(self, "[referrals.word]\nfrom = [\"customer\", \"gold\"]\naccept = {accept}\nto = \"{to}\"");
        line!(self, "invites = {{ customer = {customer}, gold = {gold} }}\nper = \"month\"");
        for (chance, text) in [
            (0.4, "spread = 1.3"),
            (0.4, "delay = [0.5, 0.3, 0.2]"),
            (0.3, "reward = \"$5.25\"\nreward_on = \"acquisition\""),
            (0.3, "commission = \"10%\""),
            (0.3, "cost_per_invite = \"$0.40\""),
            (0.3, "rates = { \"* -> churned\" = \"-40%\" }"),
        ] {
            if self.dice.yes(chance) {
                line!(self, "{text}");
            }
        }
        if self.has_segments && self.dice.yes(0.5) {
            line!(self, "same_segment = \"70%\"");
        }
    }

    fn influences(&mut self) {
        let won = self.won;
        if self.dice.yes(0.5) {
            line!(self, "[frictions.slow]\non = \"trial -> {won}\"\nloses = \"10% to 25%\"");
            line!(
                self,
                "[frictions.support]\non = [\"customer -> exit\", \"gold -> churned\"]\nloses = \"0.2% per month\""
            );
            if self.dice.yes(0.4) {
                line!(self, "included = false");
            }
            line!(self, "[initiatives.help]\nactive = true\nupfront = \"$300\"\nrunning = \"$20 per month\"");
            line!(
                self,
                "reduces = {{ slow = \"40% to 80%\", support = \"50%\" }}\nchanges = {{ \"* -> churned\" = \"-20%\" }}"
            );
            for (chance, text) in
                [(0.5, "chance = \"60%\""), (0.5, "ramp = 3"), (0.3, "lasts = 3"), (0.3, "starts = 2")]
            {
                if self.dice.yes(chance) {
                    line!(self, "{text}");
                }
            }
        }
        if self.dice.yes(0.4) {
            let on = self.dice.one_of(&["visitor -> trial", "list -> visitor", "customer -> gold"]);
            line!(self, "[initiatives.page]\nactive = true\nrunning = \"$15 per month\"\nupfront = \"$40\"");
            line!(
                self,
                "[initiatives.page.test]\non = \"{on}\"\nlift = {{ normal = [0.2, 0.3] }}\nshare = \"70%\"\nlasts = 1"
            );
            if self.dice.yes(0.5) && self.periods > 3 {
                line!(self, "repeat = 2\nevery = 2");
            }
        }
        if self.dice.yes(0.4) {
            line!(
                self,
                "[events.rival]\nchance = \"50%\"\nat = [1, 3]\nlasts = 2\nchanges = {{ \"* -> churned\" = \"+60%\" }}"
            );
        }
        if self.dice.yes(0.4) {
            line!(
                self,
                "[events.outage]\nchance = \"20% per month\"\nlasts = 1\nchanges = {{ \"channels.site.arrivals\" = 0.6 }}"
            );
        }
        if self.dice.yes(0.4) {
            line!(
                self,
                "[feedback.reviews]\nof = [\"gold\"]\nhalf = 20\nchanges = {{ \"visitor -> trial\" = \"+60%\" }}"
            );
        }
        if self.dice.yes(0.4) {
            let limit = self.dice.amount("", 2.0, 9.0, " per month");
            line!(self, "[capacities.onboarding]\non = [\"trial -> {won}\", \"churned -> customer\"]\nlimit = {limit}");
        }
        if self.dice.yes(0.3) {
            let size = self.dice.amount("", 150.0, 900.0, "");
            line!(self, "[market]\nsize = {size}");
        }
    }

    fn groups(&mut self) {
        if self.has_segments {
            line!(self, "[segments.smb]\nshare = \"70%\"\n[segments.enterprise]\nshare = \"30%\"");
            line!(self, "changes = {{ \"revenue.fee.each\" = 3, \"customer -> gold\" = 0.5 }}");
            if self.dice.yes(0.5) {
                line!(self, "set = {{ \"gold -> churned\" = \"1% per month\" }}");
            }
        }
        if self.dice.yes(0.3) {
            line!(self, "[correlations]\n\"inputs.service ~ inputs.price\" = 0.5");
        }
        if self.dice.yes(0.2) {
            line!(self, "[report]\ncohorts = true\nsources = \"lifetime\"");
        }
    }

    fn money(&mut self) {
        let (count, discount) =
            (self.dice.one_of(&["end", "start", "mid"]), self.dice.one_of(&["annual", "continuous"]));
        let count_start = self.dice.yes(0.3);
        line!(
            self,
            "[money]\ncash = \"$5000\"\ncount = \"{count}\"\ndiscount = \"{discount}\"\ncount_start = {count_start}"
        );
        line!(
            self,
            "[revenue.fee]\non = [\"customer\", \"gold\"]\neach = \"=price * service per month\"\nmargin = \"70% to 80%\""
        );
        if self.dice.yes(0.4) {
            line!(self, "spread = 0.5");
        }
        let won = self.won;
        for (chance, text) in [
            (
                0.4,
                "[revenue.shop]\non = [\"gold\", \"trial\"]\ntimes = \"0.5 per month\"\neach = \"$12\"\nspread = 0.6"
                    .to_string(),
            ),
            (0.4, "[revenue.plus]\non = \"gold\"\neach = \"$9.99 per month\"\ncount = \"end\"".to_string()),
            (0.4, format!("[revenue.setup]\non = \"trial -> {won}\"\neach = \"$30 to $50\"\nspread = 1.2")),
            (
                0.4,
                "[costs.support]\non = [\"customer\", \"gold\", \"list\"]\neach = \"=3 / service per month\""
                    .to_string(),
            ),
            (0.4, "[costs.click]\non = \"visitor\"\neach = \"$0.333\"".to_string()),
            (0.4, "[costs.lead]\non = \"channel:site\"\neach = \"$0.15\"".to_string()),
            (0.4, "[costs.welcome]\non = \"-> customer\"\neach = \"$7\"\ncounts_as = \"service\"".to_string()),
            (0.4, "[costs.provider]\neach = \"2.5% of revenue\"".to_string()),
            (0.4, "[costs.team]\nfixed = \"$50 per month\"".to_string()),
        ] {
            if self.dice.yes(chance) {
                line!(self, "{text}");
            }
        }
    }

    fn plans(&mut self) {
        line!(self, "[plans.more]\nset = {{ \"channels.site.arrivals\" = \"80 per month\" }}");
        if self.dice.yes(0.5) {
            line!(
                self,
                "[plans.other]\nextends = \"more\"\nchanges = {{ \"* -> churned\" = \"-10% to -30%\", \"inputs.price\" = 1.1 }}"
            );
        }
    }
}
