//! What a browser shows to whoever opens a page without its token: why, in their language.

use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

const EN: &str = include_str!("no_token.en.html");
const ZH: &str = include_str!("no_token.zh.html");

/// The page, where a page is what was asked for.
pub(super) fn page(headers: &HeaderMap) -> Option<Response> {
    let wants_page = values(headers, ACCEPT).any(|kind| kind == "text/html");
    let page = if is_chinese(headers) { ZH } else { EN };
    let told = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (VARY, "accept, accept-language"),
    ];
    wants_page.then(|| (StatusCode::UNAUTHORIZED, told, page).into_response())
}

/// Which of the two languages is named first: browsers name the one that is preferred first.
fn is_chinese(headers: &HeaderMap) -> bool {
    let main = |language: &str| {
        language
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let mut known = values(headers, ACCEPT_LANGUAGE)
        .map(main)
        .filter(|language| matches!(language.as_str(), "en" | "zh"));
    known.next().is_some_and(|language| language == "zh")
}

/// The values of a header that is a list, each without its weight.
fn values(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lists = headers.get_all(name).into_iter();
    lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(|value| value.split(';').next().unwrap_or_default().trim())
}
