//! What is wrong with the arguments, in Chinese.

use std::num::ParseIntError;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// As clap says it in English; `None` for help, and for what a later clap may find wrong.
pub(super) fn in_chinese(error: &Error) -> Option<String> {
    let of = |kind| error.get(kind).map_or_else(String::new, told);
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::UnknownArgument => format!("没有参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 需要一个值"),
        ErrorKind::InvalidValue => {
            let valid = of(ContextKind::ValidValue);
            format!("{argument} 的值 {value} 无效，可用的有 {valid}")
        }
        ErrorKind::ValueValidation => match std::error::Error::source(error) {
            Some(why) if why.is::<ParseIntError>() => format!("{argument} 的值 {value} 无效：应为整数"),
            Some(why) => format!("{argument} 的值 {value} 无效：{why}"),
            None => format!("{argument} 的值 {value} 无效"),
        },
        ErrorKind::ArgumentConflict => {
            format!("{argument} 不能与 {} 同时使用", of(ContextKind::PriorArg))
        }
        ErrorKind::TooManyValues => format!("{argument} 的值 {value} 是多余的"),
        ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => format!("{argument} 的值的个数不对"),
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8".to_owned(),
        _ => return None,
    };
    let meant = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant = meant.into_iter().find_map(|kind| error.get(kind));
    let meant = meant.map_or_else(String::new, |meant| format!("\n是否是 {}？", told(meant)));
    Some(format!("wellclient: {sentence}{meant}\n加 --help 可查看用法。"))
}

fn told(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join("、"),
        other => other.to_string(),
    }
}
