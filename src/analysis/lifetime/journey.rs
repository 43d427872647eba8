//! How likely people get somewhere, how long it takes, and when a customer is paid for.

use super::Absent;
use super::view::View;
use crate::model::Role;
use crate::program::Event;
use crate::program::person::Way;

impl View<'_> {
    /// By state, the chance of ever becoming a customer for the first time from there, and the expected
    /// periods until then (0 for those who do not), both counted without the arrival itself.
    pub fn to_acquisition(&self) -> Result<(Vec<f64>, Vec<f64>), Absent> {
        let acquires = |way: &Way| way.event == Some(Event::NewCustomer);
        let on_the_way = |_: usize, way: &Way| if acquires(way) { 0.0 } else { 1.0 };
        let now = self.in_the_end().over_ways(|_, _, way| if acquires(way) { 1.0 } else { 0.0 });
        let chance = self.in_the_end().solve(on_the_way, &[now]).ok_or(Absent::Endless)?.remove(0);
        // Time counts once per dwelling state passed, for those who get there.
        let waiting = (0..chance.len()).map(|s| if self.worth.is_instant(s) { 0.0 } else { chance[s] }).collect();
        let time = self.in_time().solve(on_the_way, &[waiting]).ok_or(Absent::Endless)?.remove(0);
        Ok((chance, time))
    }

    /// Mean periods from arrival to first acquisition, over the arrivals of the channels.
    pub fn sales_cycle(&self) -> Result<f64, Absent> {
        let (chance, time) = self.to_acquisition()?;
        let (mut got_there, mut took) = (0.0, 0.0);
        for channel in 0..self.setting.chain.program.channels.len() {
            let Some(people) = self.people_of_channel(channel) else { continue };
            for (share, entry) in self.arrivals_of(channel) {
                got_there += people * share * if entry.acquires { 1.0 } else { chance[entry.state] };
                took += people * share * if entry.acquires { 0.0 } else { time[entry.state] };
            }
        }
        if got_there > 0.0 { Ok(took / got_there) } else { Err(Absent::NoCustomers) }
    }

    /// Per stage and state, the chance to enter the stage from there, however long it takes, but without
    /// lapsing on the way: whoever is won back later has been lost first.
    pub fn chances_to_reach(&self) -> Vec<Result<Vec<f64>, Absent>> {
        let states = &self.setting.chain.states;
        let reach = |stage: usize| {
            let enters = |way: &Way| way.to.is_some_and(|to| states[to].stage == stage);
            let lapsed = |state: usize| states[state].role == Role::Lapsed && !states[state].instant;
            let lapses = |from: usize, way: &Way| !lapsed(from) && way.to.is_some_and(lapsed);
            let on_the_way = |from: usize, way: &Way| {
                if enters(way) || states[from].stage == stage || lapses(from, way) { 0.0 } else { 1.0 }
            };
            let now = self
                .in_the_end()
                .over_ways(|from, _, way| if enters(way) && states[from].stage != stage { 1.0 } else { 0.0 });
            self.in_the_end().solve(on_the_way, &[now]).map(|mut x| x.remove(0)).ok_or(Absent::Endless)
        };
        (0..self.setting.new_in.len()).map(reach).collect()
    }

    /// Periods, that of acquisition being the first, until a new customer's margin covers what she costs;
    /// infinite if it is later than the run.
    pub fn payback(&self, cac: f64) -> Result<f64, Absent> {
        let total: f64 = self.acquired.iter().sum();
        if total == 0.0 {
            return Err(Absent::NoCustomers);
        }
        let mut here: Vec<f64> = self.acquired.iter().map(|people| people / total).collect();
        let at_end = |here: &[f64]| here.iter().zip(&self.worth.person.at_end).map(|(n, m)| n * m.net).sum::<f64>();
        let mut earned = at_end(&here);
        for period in 1..=self.setting.periods {
            if earned >= cac {
                return Ok(f64::from(period));
            }
            earned += here.iter().zip(&self.worth.person.at_start).map(|(n, m)| n * m.net).sum::<f64>();
            let mut passing = 0.0;
            here = self.worth.person.step(&here, |way, people| passing += people * self.worth.person.passing[way].net);
            earned += passing + at_end(&here);
        }
        Ok(f64::INFINITY)
    }
}
