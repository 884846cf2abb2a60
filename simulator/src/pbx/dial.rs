//! Where a dialled number leads, and why it may lead nowhere.

use wellclient_core::id::{AgentId, DeviceId};

use super::Pbx;
use super::config::FarEnd;

/// A device that can ring.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    pub(super) device: DeviceId,
    /// What it does when it rings; an agent decides for herself.
    pub(super) far_end: FarEnd,
}

/// A device that cannot be reached.
#[derive(Clone, Debug)]
pub(super) struct Unreachable {
    pub(super) device: DeviceId,
    /// `failedCode`.
    pub(super) code: String,
}

impl Unreachable {
    pub(super) fn busy(device: DeviceId) -> Self {
        Self::because(device, BUSY)
    }

    pub(super) fn because(device: DeviceId, code: &str) -> Self {
        Self {
            device,
            code: code.into(),
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.code == BUSY
    }
}

pub(super) const BUSY: &str = "1";
pub(super) const NOT_REACHABLE: &str = "3";
pub(super) const DOES_NOT_EXIST: &str = "8";
pub(super) const NO_ANSWER: &str = "11";

/// `failedMsg` for a `failedCode`.
pub(super) fn message(code: &str) -> &'static str {
    match code {
        "1" => "busy now",
        "2" => "call reminder",
        "3" => "not reachable",
        "4" => "incoming barred",
        "5" => "forwarded",
        "6" => "power off",
        "7" => "out of service",
        "8" => "does not exist",
        "9" => "hold on",
        "10" => "line busy",
        "11" => "no answer",
        _ => "unknown",
    }
}

/// The SIP hang-up cause that goes with a `failedCode`.
pub(super) fn cause(code: &str) -> &'static str {
    match code {
        "1" | "10" => "USER_BUSY",
        "11" => "NO_ANSWER",
        "4" => "CALL_REJECTED",
        "3" | "6" | "7" => "DESTINATION_OUT_OF_ORDER",
        "8" => "UNALLOCATED_NUMBER",
        _ => "NORMAL_UNSPECIFIED",
    }
}

impl Pbx {
    /// Where `dialled` leads in `domain`: an extension, a logged-in agent's extension, or an outside line.
    pub(super) fn destination(&mut self, domain: &str, dialled: &str) -> Result<Destination, Unreachable> {
        let (number, of) = dialled.split_once('@').unwrap_or((dialled, domain));
        let device = DeviceId::new(number, domain);
        if of != domain {
            return Err(Unreachable::because(device, DOES_NOT_EXIST));
        }
        if self.config.extensions_of(number).is_some() {
            return self.extension_to_ring(device);
        }
        if self.config.agents_of(number).is_some() {
            let agent = AgentId::new(number, domain);
            let seat = self.agents.get(&agent).and_then(|agent| agent.device.clone());
            return match seat {
                Some(seat) => self.extension_to_ring(seat),
                None => Err(Unreachable::because(device, NOT_REACHABLE)),
            };
        }
        let main = main_number(number);
        let device = DeviceId::new(main, domain);
        match self.config.outside_line(main) {
            None => Err(Unreachable::because(device, DOES_NOT_EXIST)),
            Some(line) => reachable(device, line.clone()),
        }
    }

    /// An agent's or an extension's number.
    pub(super) fn is_inside(&self, device: &DeviceId) -> bool {
        let number = device.number();
        self.config.extensions_of(number).is_some() || self.config.agents_of(number).is_some()
    }

    /// Whether a call may come beside those that the device is in: none, or one that is answered where a second call
    /// may wait.
    fn rings_for_another(&self, device: &DeviceId) -> bool {
        let leg = |id| self.calls.get(id).and_then(|call| call.leg(device));
        match self.calls_of(device) {
            [] => true,
            [only] => self.config.call_waiting && leg(only).is_some_and(|leg| leg.is_up() && !leg.spy),
            _ => false,
        }
    }

    fn extension_to_ring(&mut self, device: DeviceId) -> Result<Destination, Unreachable> {
        let busy = !self.rings_for_another(&device);
        match self.extension(&device) {
            None => Err(Unreachable::because(device, DOES_NOT_EXIST)),
            Some(extension) if !extension.registered => Err(Unreachable::because(device, NOT_REACHABLE)),
            Some(_) if busy => Err(Unreachable::because(device, BUSY)),
            Some(extension) if extension.agent.is_some() => Ok(Destination {
                device,
                far_end: FarEnd::Manual,
            }),
            Some(extension) => reachable(device, extension.phone.clone()),
        }
    }
}

/// Of the manual's dial form (`938834600-Ww8002`, its section 8.7) the main number, which answers and is then sent the rest as
/// digits. Any other text is a number as it stands, dashes and all.
fn main_number(number: &str) -> &str {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    match number.split_once('-') {
        Some((main, behind)) if is_digits(main) && is_digits(behind.trim_start_matches(['W', 'w'])) => main,
        _ => number,
    }
}

fn reachable(device: DeviceId, far_end: FarEnd) -> Result<Destination, Unreachable> {
    match far_end {
        FarEnd::Busy => Err(Unreachable::because(device, BUSY)),
        FarEnd::Failed { code } => Err(Unreachable { device, code }),
        _ => Ok(Destination { device, far_end }),
    }
}
