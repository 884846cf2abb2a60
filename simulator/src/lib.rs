//! wellclient simulator.
