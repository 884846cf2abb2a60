//! How a client is to be.

use std::ffi::c_char;

use client::{Client, ClientBuilder, TlsOptions};

use crate::codes::well_proxy_t;
use crate::numbers::ProxyIn;
use crate::sized::*;
use crate::status::well_status::*;
use crate::status::{Failure, entry, well_status};
use crate::text::{bytes, optional};

/// The options of a client. Fill them in with `well_client_options_default`, then change what you need.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct well_client_options_t {
    /// `sizeof(well_client_options_t)`.
    pub struct_size: usize,
    /// Threads for the network, from 1 to 64. Default 2; one serves thousands of sessions.
    pub threads: u32,
    /// How many event channels may be opening at once, over all sessions. At least 1; default 64.
    pub connecting_at_once: u32,
    /// How many event channels may begin to open in a second, and how many HTTP log-ins, over all sessions and evenly
    /// spaced. At least 1; default 250.
    pub connecting_per_second: u32,
    /// How long a TCP and TLS connection may take, milliseconds. Default 5000.
    pub connect_timeout_ms: u32,
    /// How long a request may take, reply and all, milliseconds. Default 10000; keep it below `command_ms`.
    pub request_timeout_ms: u32,
    /// Which proxy. Default: the system's.
    pub proxy: ProxyIn,
    /// Not 0: trusts no root certificate of the platform's, only `extra_roots_pem`.
    pub without_platform_roots: u8,
    /// Not 0: accepts any certificate. DANGEROUS: anyone on the way can read passwords and control calls. For a
    /// laboratory only.
    pub danger_accept_any_certificate: u8,
    /// `http://…`, `https://…`, `socks5://…`, `socks5h://…`, `socks4://…` or `socks4a://…`, with `name:password@` before the host
    /// where the proxy wants them. For `WELL_PROXY_URL`; else NULL.
    pub proxy_url: *const c_char,
    /// The `user-agent` header, printable ASCII and tabs; NULL for `wellclient/<version>`.
    pub user_agent: *const c_char,
    /// Root certificates to trust beside the platform's, PEM; may be NULL.
    pub extra_roots_pem: *const u8,
    /// Its length in bytes.
    pub extra_roots_pem_len: usize,
    /// The client's certificate chain, PEM, with `client_key_pem`; may be NULL.
    pub client_certificate_pem: *const u8,
    /// Its length in bytes.
    pub client_certificate_pem_len: usize,
    /// The client's private key, PEM, with `client_certificate_pem`; may be NULL.
    pub client_key_pem: *const u8,
    /// Its length in bytes.
    pub client_key_pem_len: usize,
}

// SAFETY: it begins with the size, and numbers and pointers take any bytes.
unsafe impl Sized_ for well_client_options_t {
    const FIRST_SIZE: usize = size_of::<Self>();
}

impl well_client_options_t {
    pub(crate) const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        threads: 2,
        connecting_at_once: 64,
        connecting_per_second: 250,
        connect_timeout_ms: 5000,
        request_timeout_ms: 10_000,
        proxy: well_proxy_t::WELL_PROXY_SYSTEM as i32,
        without_platform_roots: 0,
        danger_accept_any_certificate: 0,
        proxy_url: std::ptr::null(),
        user_agent: std::ptr::null(),
        extra_roots_pem: std::ptr::null(),
        extra_roots_pem_len: 0,
        client_certificate_pem: std::ptr::null(),
        client_certificate_pem_len: 0,
        client_key_pem: std::ptr::null(),
        client_key_pem_len: 0,
    };

    /// # Safety
    /// Its pointers are NULL or point to what they say.
    pub(crate) unsafe fn builder(&self) -> Result<ClientBuilder, Failure> {
        for (name, data, len) in [
            ("extra_roots_pem", self.extra_roots_pem, self.extra_roots_pem_len),
            (
                "client_certificate_pem",
                self.client_certificate_pem,
                self.client_certificate_pem_len,
            ),
            ("client_key_pem", self.client_key_pem, self.client_key_pem_len),
        ] {
            if len == 0 && !data.is_null() {
                let said = format!("{name}_len must be its length, not 0, where {name} is given");
                return Err(Failure::new(WELL_BAD_ARGUMENT, said));
            }
        }
        let tls = TlsOptions {
            // SAFETY: the caller's word, here and below.
            extra_roots_pem: unsafe {
                bytes("extra_roots_pem", self.extra_roots_pem, self.extra_roots_pem_len)
            }?
            .to_vec(),
            // SAFETY: as above.
            client_certificate_pem: unsafe {
                bytes(
                    "client_certificate_pem",
                    self.client_certificate_pem,
                    self.client_certificate_pem_len,
                )
            }?
            .to_vec(),
            // SAFETY: as above.
            client_key_pem: unsafe { bytes("client_key_pem", self.client_key_pem, self.client_key_pem_len) }?
                .to_vec(),
            without_platform_roots: self.without_platform_roots != 0,
            danger_accept_any_certificate: self.danger_accept_any_certificate != 0,
        };
        let builder = Client::builder()
            .tls(tls)
            .connect_timeout(millis(self.connect_timeout_ms))
            .request_timeout(millis(self.request_timeout_ms))
            .connecting_at_once(usize::try_from(self.connecting_at_once).unwrap_or(usize::MAX))
            .connecting_per_second(self.connecting_per_second);
        // SAFETY: as above.
        let proxy_url = unsafe { optional("proxy_url", self.proxy_url) }?;
        if proxy_url.is_some() && self.proxy != well_proxy_t::WELL_PROXY_URL as i32 {
            let unused = "proxy_url is only for a proxy of WELL_PROXY_URL";
            return Err(Failure::new(WELL_BAD_ARGUMENT, unused));
        }
        let builder = match self.proxy {
            n if n == well_proxy_t::WELL_PROXY_SYSTEM as i32 => builder,
            n if n == well_proxy_t::WELL_PROXY_NONE as i32 => builder.no_proxy(),
            n if n == well_proxy_t::WELL_PROXY_URL as i32 => {
                builder.proxy(proxy_url.ok_or_else(|| Failure::null("proxy_url"))?)
            }
            other => return Err(Failure::unlisted("proxy", other, "well_proxy_t")),
        };
        // SAFETY: as above.
        Ok(match unsafe { optional("user_agent", self.user_agent) }? {
            Some(user_agent) => builder.user_agent(user_agent),
            None => builder,
        })
    }
}

/// Fills in the defaults: `well_client_options_default(&options, sizeof options)`.
///
/// Errors: `WELL_NULL_POINTER`, `WELL_BAD_STRUCT_SIZE`. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn well_client_options_default(
    options: *mut well_client_options_t,
    size: usize,
) -> well_status {
    // SAFETY: the caller's word that there is room for `size` bytes.
    entry(|| unsafe { write_sized(options, size, well_client_options_t::DEFAULT) })
}
