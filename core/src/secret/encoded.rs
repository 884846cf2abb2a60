//! What a secret looks like where it was encoded as a part of something: in base64 and in hex.

use super::Secret;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Each form that a secret takes, whatever stands before and behind it.
pub(super) fn encodings(secret: &Secret) -> Vec<Secret> {
    let mut forms: Vec<Secret> = Vec::new();
    encode(secret.expose().as_bytes(), &mut forms);
    // As a part of JSON.
    let json = Secret::from(serde_json::Value::from(secret.expose()).to_string());
    let inside = json.expose().get(1..json.expose().len() - 1).unwrap_or_default();
    if inside != secret.expose() {
        encode(inside.as_bytes(), &mut forms);
    }
    forms
}

fn encode(octets: &[u8], forms: &mut Vec<Secret>) {
    for before in 0..3 {
        for alphabet in [STANDARD, URL_SAFE] {
            let form = Secret::from(base64(octets, before, alphabet));
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    for digits in [b"0123456789abcdef", b"0123456789ABCDEF"] {
        let form = Secret::from(hex(octets, digits));
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
}

/// The signs that `octets` alone decide about, with so many octets before them in their group of three.
fn base64(octets: &[u8], before: usize, alphabet: &[u8; 64]) -> String {
    let bits = (before + octets.len()) * 8;
    let first = (before * 8).div_ceil(6);
    let sign = |number: usize| {
        let value = (number * 6..number * 6 + 6).fold(0, |value, bit| {
            let octet = (bit / 8).checked_sub(before).and_then(|at| octets.get(at));
            value << 1 | usize::from(octet.copied().unwrap_or_default() >> (7 - bit % 8) & 1)
        });
        char::from(alphabet.get(value).copied().unwrap_or(b'='))
    };
    (first..bits / 6).map(sign).collect()
}

fn hex(octets: &[u8], digits: &[u8; 16]) -> String {
    let digit = |value: u8| char::from(digits.get(usize::from(value)).copied().unwrap_or(b'0'));
    octets
        .iter()
        .flat_map(|octet| [digit(octet >> 4), digit(octet & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By RFC 4648: `foobar` is `Zm9vYmFy`; behind one octet and two, as other tools write them.
    #[test]
    fn forms_are_those_of_the_standard() {
        let forms: Vec<String> = encodings(&Secret::from("foobar"))
            .iter()
            .map(|form| form.expose().to_owned())
            .collect();
        // `xfoobar` is eGZvb2Jhcg==, `xxfoobar` is eHhmb29iYXI=.
        assert_eq!(
            forms,
            ["Zm9vYmFy", "Zvb2Jhc", "mb29iYX", "666f6f626172", "666F6F626172"]
        );
        // `{"p":"a\"bcdef"}`, as `base64` of coreutils and `xxd` write it.
        let json = encodings(&Secret::from("a\"bcdef"));
        for written in ["eyJwIjoiYVwiYmNkZWYifQ", "7b2270223a22615c226263646566227d"] {
            assert!(
                json.iter().any(|form| written.contains(form.expose())),
                "{written}"
            );
        }
        let odd = encodings(&Secret::from("\u{ff}\u{ff}~~??"));
        assert!(
            odd.iter().any(|form| form.expose().contains('_'))
                && odd.iter().any(|form| form.expose().contains('/'))
        );
    }
}
