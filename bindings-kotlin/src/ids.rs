//! Ids: texts on their way. Kotlin makes classes of them (`uniffi.toml`, `Ids.kt`), Swift has them as texts by names of their own.

use client::{AgentId, CallId, DeviceId};

uniffi::custom_type!(AgentId, String, {
    remote,
    try_lift: |text| Ok(AgentId::from(text)),
    lower: |id| id.to_string(),
});
uniffi::custom_type!(DeviceId, String, {
    remote,
    try_lift: |text| Ok(DeviceId::from(text)),
    lower: |id| id.to_string(),
});
uniffi::custom_type!(CallId, String, {
    remote,
    try_lift: |text| Ok(CallId::from(text)),
    lower: |id| id.to_string(),
});
