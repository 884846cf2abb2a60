//! Digits, by whatever keyboard, font or script they are written.

/// The zeros of scripts whose digits follow each other: Arabic to Mongolian, subscript, full width, mathematical, with a comma,
/// segmented.
const ZEROS: [u32; 27] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0x2080, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1f101, 0x1fbf0,
];

/// The ones of those that have their zero elsewhere, if any: circled, in brackets, with a point.
const ONES: [u32; 7] = [0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a];

/// Those that stand alone, each with its value.
const OTHERS: [(char, u32); 26] = [
    ('⁰', 0),
    ('¹', 1),
    ('²', 2),
    ('³', 3),
    ('⁴', 4),
    ('⁵', 5),
    ('⁶', 6),
    ('⁷', 7),
    ('⁸', 8),
    ('⁹', 9),
    ('⓪', 0),
    ('⓿', 0),
    ('🄀', 0),
    ('〇', 0),
    ('零', 0),
    ('○', 0),
    ('一', 1),
    ('二', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('幺', 1),
];

/// A digit's value.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    let of = |first: &u32, count: u32| code.checked_sub(*first).filter(|value| *value < count);
    let by_zero = ZEROS.iter().find_map(|zero| of(zero, 10));
    let by_one = || ONES.iter().find_map(|one| of(one, 9)).map(|value| value + 1);
    let other = || {
        OTHERS
            .iter()
            .find(|(other, _)| *other == c)
            .map(|(_, value)| *value)
    };
    by_zero.or_else(by_one).or_else(other)
}

#[cfg(test)]
mod tests {
    use super::digit;

    #[test]
    fn digits_have_their_values_however_they_are_written() {
        for digits in [
            "0123456789",
            "０１２３４５６７８９",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "๐๑๒๓๔๕๖๗๘๙",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡",
            "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫",
            "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
            "⓪①②③④⑤⑥⑦⑧⑨",
            "⓿❶❷❸❹❺❻❼❽❾",
            "⁰¹²³⁴⁵⁶⁷⁸⁹",
            "₀₁₂₃₄₅₆₇₈₉",
            "〇一二三四五六七八九",
            "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
        ] {
            let values: Vec<Option<u32>> = digits.chars().map(digit).collect();
            assert_eq!(values, (0..10).map(Some).collect::<Vec<_>>(), "{digits}");
        }
        for c in ['a', '十', '½', '-', ' ', '人'] {
            assert_eq!(digit(c), None, "{c}");
        }
    }
}
