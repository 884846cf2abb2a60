//! What the wallboard says, in English and in Chinese.

use crate::language::words;

words! {
    Title = "Wallboard", "墙板";
    Opening = "Opening the watch …", "正在打开监看……";
    Link = "link", "连接";
    Agents = "agents", "座席";
    Talking = "talking", "通话中";
    Waiting = "ringing now", "正在振铃";
    LongestNow = "longest now", "当前最长";
    LongestToday = "longest today", "今日最长";
    Since = "since", "自";
    Answered = "answered", "接听";
    Missed = "missed", "未接";
    Made = "made", "呼出";
    Counts = "ans/miss/made", "接听/未接/呼出";
    Page = "page", "页";
    Agent = "Agent", "座席";
    Extension = "Extension", "分机";
    State = "State", "状态";
    Refused = "not allowed", "不允许";
    Lasting = "For", "时长";
    Call = "Call", "通话";
    PlotTalking = "Agents talking, most at a time, by minute", "每分钟最多同时通话座席数";
    PlotCalls = "Calls that ended, by minute", "每分钟结束的通话数";
    LastHours = "last", "最近";
    InDoubt = ", ? in doubt", ", ? 存疑";
    Keys = "↑↓ page  F2 中文  Ctrl-C leave", "↑↓ 翻页  F2 English  Ctrl-C 退出";
    TooSmall = "The window is too small.", "窗口太小。";
}
