//! What goes wrong in a run: sockets, requests, clocks, programs and the server.

use std::time::Duration;

use wellclient_core::session::SavedSession;
use wellclient_simulator::Control;
use wellclient_simulator::pbx::Pbx;

use super::deeds::Deed;
use super::world::{World, nanos, switch_config};
use crate::lab::{ConnectFate, Dice, EventRule, Fate, RequestRule};

impl World<'_> {
    pub(super) fn trouble(&mut self, deed: &Deed) {
        let seat = |desk: &usize| self.desks[*desk];
        match deed {
            Deed::NextEvent { desk, fate } => self.lab.network.events.push(EventRule {
                seat: Some(seat(desk)),
                name: String::new(),
                times: 1,
                fate: *fate,
            }),
            Deed::NextRequest { desk, about, fate } => {
                if *fate == Fate::status(403) && ["/login", ""].contains(about) {
                    self.poor.insert(seat(desk));
                }
                let rule = RequestRule {
                    seat: Some(seat(desk)),
                    text: (*about).to_owned(),
                    times: 1,
                    fate: fate.clone(),
                };
                self.lab.network.requests.push(rule);
            }
            Deed::Cut { desk } => self.lab.cut(seat(desk)),
            Deed::GoDead { desk } => self.lab.go_dead(seat(desk)),
            Deed::Refuse { times } => {
                let refused = std::iter::repeat_n(ConnectFate::Refused(None), *times);
                self.lab.network.connects.extend(refused);
            }
            Deed::Expire { desk } => {
                let agent = desk.map(|desk| (5000 + desk).to_string());
                self.control(Some(Control::ExpireSessions { agent }));
            }
            Deed::Restart { down, forgets } => self.restart(*down, *forgets),
            Deed::Suspend { desk, time } => {
                let seat = seat(desk);
                if !self.lab.seats[seat].is_asleep() && !self.lab.seats[seat].crashed {
                    self.lab.suspend(seat, *time);
                }
            }
            Deed::Clock { desk, ms } => {
                let seat = seat(desk);
                self.lab.seats[seat].wall_shift += ms;
            }
            Deed::Crash { desk, back } => self.crash(*desk, *back),
            _ => {}
        }
    }

    fn restart(&mut self, down: Duration, forgets: bool) {
        let now = self.lab.now();
        for seat in 0..self.lab.seats.len() {
            self.lab.cut(seat);
        }
        self.lab.network.down_until = now + down;
        if forgets {
            let mut pbx = Pbx::new(switch_config(self.plan, self.plan.seed ^ nanos(now)));
            pbx.advance(now);
            self.lab.replace_switch(pbx);
        } else {
            self.lab.outside(Control::ExpireSessions { agent: None });
        }
    }

    fn crash(&mut self, desk: usize, back: Duration) {
        let now = self.lab.now();
        let seat = self.desks[desk];
        let chair = &mut self.lab.seats[seat];
        if chair.crashed || chair.is_asleep() {
            return;
        }
        chair.crashed = true;
        // What was saved last may be older than the crash, and may lack what an application did not keep.
        let mut dice = Dice::new(self.plan.seed ^ nanos(now));
        let old = self
            .saved
            .get(&desk)
            .cloned()
            .flatten()
            .filter(|_| dice.chance(400));
        let mut saved = old.or_else(|| chair.session.saved());
        if let Some(saved) = &mut saved {
            saved.password = dice.chance(700).then(|| crate::lab::PASSWORD.into());
            saved.state = saved.state.take().filter(|_| dice.chance(700));
        }
        self.lab.cut(seat);
        self.returns.push((now + back, desk, saved));
    }

    pub(super) fn save_now_and_then(&mut self) {
        let mut dice = Dice::new(self.plan.seed ^ nanos(self.lab.now()) ^ 1);
        for (desk, seat) in self.desks.iter().enumerate() {
            if dice.chance(150) {
                self.saved.insert(desk, self.lab.seats[*seat].session.saved());
            }
        }
    }

    pub(super) fn come_back(&mut self, desk: usize, saved: Option<SavedSession>) {
        let seat = self.lab.sit(self.config(desk));
        self.desks[desk] = seat;
        self.places.push(desk);
        self.story.line(self.lab.now(), || {
            format!("  desk {desk} is back, {}", saved.is_some())
        });
        if let Some(saved) = saved {
            if saved.password.is_none() {
                self.poor.insert(seat);
            }
            self.lab.take_up(seat, saved);
            self.lab.touch(seat);
        }
        self.look();
    }
}
