//! Numbers of lists as programs give them: any number, until it is looked up. In the header they have the type of the list.
//! (In a file of its own, since cbindgen would make them types of the header if it read this.)

pub(crate) type StatusIn = i32;
pub(crate) type LanguageIn = i32;
pub(crate) type DialectIn = i32;
pub(crate) type VerbIn = i32;
pub(crate) type FieldIn = i32;
pub(crate) type AgentModeIn = i32;
pub(crate) type LoginModeIn = i32;
pub(crate) type ParticipationIn = i32;
pub(crate) type DeliveryIn = i32;
pub(crate) type ProxyIn = i32;
pub(crate) type ReconnectIn = i32;
pub(crate) type DiagnosticsLevelIn = i32;
