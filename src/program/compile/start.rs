//! The people of period 0, by cell.

use super::super::cells::Key;
use super::super::{Start, StartGroup, StartSegment, StartWeight};
use super::Compiler;
use crate::model::{Leaving, StageId, StartMix};

impl Compiler<'_> {
    pub(super) fn starts(&mut self) -> Vec<Start> {
        let stages = (0..self.plan.stages.len()).filter(|&s| self.plan.stages[s].start > 0.0);
        stages.collect::<Vec<_>>().into_iter().map(|stage| self.start_of(StageId(stage))).collect()
    }

    fn start_of(&mut self, stage: StageId) -> Start {
        let plan = self.plan;
        let described = &plan.stages[stage.0];
        let shares = plan.shares.iter().map(|share| self.numbers.slot(share));
        let mut segments: Vec<StartSegment> = shares.map(|share| StartSegment { share, groups: Vec::new() }).collect();
        for key in self.map.at_start(stage) {
            segments[key.segment].groups.push(StartGroup {
                cell: self.cells.find(&key),
                age: self.weight(&described.start_age, (key.age, self.map.ages[stage.0]), &key),
                tenure: self.weight(&described.start_tenure, (key.tenure, self.map.tenures()), &key),
            });
        }
        Start { people: described.start, segments }
    }

    /// Per cell, whether its stage has as many people at the start as the sources keep there.
    pub(super) fn settled(&self) -> Vec<bool> {
        let settles = |stage: usize| self.plan.stages[stage].settled;
        if !(0..self.plan.stages.len()).any(settles) {
            return Vec::new();
        }
        self.cells.keys.iter().map(|key| settles(key.stage)).collect()
    }

    /// Settled people have been here as long as they have been customers.
    ///
    /// * `class`: which one of its clock, and how many there are
    fn weight(&mut self, mix: &StartMix, (class, classes): (u32, u32), key: &Key) -> StartWeight {
        let (ages, tenures) = (self.map.ages[key.stage], self.map.tenures());
        let with = |class: u32| Key { age: class.min(ages - 1), tenure: class.min(tenures - 1), ..*key };
        match mix {
            StartMix::New => StartWeight::Fixed(1.0),
            StartMix::Counts(counts) => StartWeight::Fixed(counts.get(class as usize).copied().unwrap_or(0.0)),
            StartMix::Settled => {
                let through = (0..class).filter_map(|class| self.set_of(&with(class))).collect();
                // On a fixed date everybody goes: nobody is older than that.
                let fixed = matches!(self.plan.kinds[0].leaving[with(0).stage], Leaving::After { .. });
                let last = if class + 1 == classes && classes > 1 && !fixed { self.set_of(&with(class)) } else { None };
                StartWeight::Settled { through, last }
            }
        }
    }

    /// The set of probabilities of people who can leave.
    fn set_of(&mut self, key: &Key) -> Option<usize> {
        let kind = self.map.kind(key);
        self.map.can_leave(key).then(|| self.set_at(key.stage, kind, key.age, key.tenure)).flatten()
    }
}
