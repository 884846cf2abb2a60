//! What an agent does without the session: at the phone, or in another program. The session hears of it by events only.

use wellclient_core::command::Command;
use wellclient_core::http::Api;

use super::driver::api_request;
use super::laboratory::Lab;

impl Lab {
    /// The switch does this for the agent of a seat; the session is not asked. Answers the status: 0 if the agent is not
    /// logged in, or the command cannot be written.
    pub fn elsewhere(&mut self, seat: usize, command: &Command) -> u16 {
        let session = &self.seats[seat].session;
        let config = session.config();
        let request = session.saved().and_then(|saved| {
            let (place, dialect) = (config.environment.clone(), config.dialect);
            let api = Api::new(place, dialect, saved.agent, saved.device).ok()?;
            let request = api.request(command).ok()?;
            Some(request.with_session(saved.session_id))
        });
        let Some(request) = request else { return 0 };
        self.pbx.advance(self.now);
        self.publish();
        let status = self.pbx.handle(self.now, &api_request(&request)).status;
        self.publish();
        status
    }
}
