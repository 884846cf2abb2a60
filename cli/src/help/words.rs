//! The help in Chinese: what commands and arguments are.

/// What each command is.
pub(super) const COMMANDS: [(&str, &str); 11] = [
    (
        "wellclient",
        "CTI 客户端：登录座席，跟踪通话，控制通话。自带 CTI 服务器",
    ),
    ("demo", "播放一个工作日：登录、通话、转移、会议、班长介入、断线"),
    ("simulate", "运行模拟 CTI 服务器"),
    ("softphone", "在终端里当座席：软电话；加 --demo 使用模拟呼叫中心"),
    (
        "wallboard",
        "监看座席：谁从何时起处于什么状态，通话、计数、最近几小时",
    ),
    ("tail", "登录座席并显示发生的事；加 --stdin 可输入命令"),
    ("replay", "由记录的事件重建通话，并指出不相符之处"),
    ("doctor", "检查能否连接服务器、协议是否相符"),
    ("completions", "输出 shell 的补全脚本"),
    ("man", "输出手册页，或写出所有命令的手册页"),
    ("help", "显示此帮助，或某个命令的帮助"),
];

/// What stands below the arguments of each command.
pub(super) const NOTES: [(&str, &str); 10] = [
    ("wellclient", include_str!("zh/wellclient.txt")),
    ("demo", include_str!("zh/demo.txt")),
    ("simulate", include_str!("zh/simulate.txt")),
    ("softphone", include_str!("zh/softphone.txt")),
    ("wallboard", include_str!("zh/wallboard.txt")),
    ("tail", include_str!("zh/tail.txt")),
    ("replay", include_str!("zh/replay.txt")),
    ("doctor", include_str!("zh/doctor.txt")),
    ("completions", include_str!("zh/completions.txt")),
    ("man", include_str!("zh/man.txt")),
];

/// What an argument is: of one command, or, without its name, of all that have it.
pub(super) const ARGUMENTS: [(&str, &str, &str); 49] = [
    ("", "help", "显示帮助"),
    ("", "version", "显示版本"),
    ("", "lang", "语言 [默认：由 LANG 决定]"),
    ("", "json", "输出 JSON 行，内容为英文"),
    (
        "",
        "env",
        "服务器：环境的名称（CMB-PRO、CMB-DEV、CMB-PRO2、AWS-PRO、AWS-HTTPS），或 API 的网址，例如 http://127.0.0.1:8080",
    ),
    ("", "login_url", "用密码换取会话的网址，如果不是 <env>/login"),
    ("", "dialect", "协议的版本"),
    (
        "",
        "proxy",
        "一切都经由这个代理（http://、https:// 或 socks5://）[默认：系统的代理]",
    ),
    ("", "ca", "也信任这些证书（PEM）"),
    ("", "agent", "座席"),
    ("", "ext", "分机"),
    ("", "password_file", "从这个文件的第一行读取密码"),
    ("", "ready", "登录后就绪"),
    ("", "no_auto_answer", "来电不自动接听"),
    (
        "",
        "attempts",
        "事件通道断开后尝试多少次，每次相隔 3 秒，与手册的客户端相同 [默认：分散在 25 秒内，以免许多座席同时重连]",
    ),
    ("", "demo", "使用模拟呼叫中心"),
    (
        "demo",
        "json",
        "输出 JSON 行，内容为英文：chapter、action、outcome、event、claim、summary",
    ),
    ("demo", "seed", "模拟器的通话 ID 和所有随机延迟的种子"),
    ("demo", "speed", "快慢：2 表示步骤间的停顿减半，0.5 表示加倍"),
    (
        "simulate",
        "listen",
        "在哪里监听；端口 0 使用空闲端口 [默认：127.0.0.1:8080]",
    ),
    ("simulate", "script", "播放这个脚本（JSON 行）"),
    (
        "simulate",
        "config",
        "座席、分机、外线、代理的习惯（JSON，各项均可省略）",
    ),
    (
        "simulate",
        "broker",
        "把事件发布到这个 STOMP 代理；事件通道则通向它",
    ),
    (
        "simulate",
        "broker_login",
        "在代理处登录的名称；口令从 WELLCLIENT_BROKER_PASSCODE 读取",
    ),
    (
        "simulate",
        "seed",
        "每次运行的通话和会话 ID、序号、时钟都相同 [默认：每次不同，用本机的时钟]",
    ),
    ("softphone", "demo", "在模拟呼叫中心工作：有来电者、同事和班组"),
    ("softphone", "team", "班长视图中的座席，以逗号分隔"),
    ("softphone", "no_mouse", "把鼠标留给终端，用来选择文字"),
    ("wallboard", "demo", "监看模拟呼叫中心"),
    ("wallboard", "account", "用来监看的班长账号"),
    ("wallboard", "agents", "座席，以逗号分隔"),
    (
        "wallboard",
        "listen",
        "不在终端，而是在此网址以页面显示，语言由读者选择；他人能访问的网址需要令牌，令牌在启动时显示的网址里",
    ),
    ("tail", "mode", "座席已登录时怎么办：在那里登出、失败，或询问"),
    ("tail", "stdin", "从标准输入读取命令"),
    ("tail", "reconnect", "一直尝试：服务器尚未就绪，或事件通道断开"),
    (
        "tail",
        "journal",
        "把会话记录到这个文件，可以重放；不含密码等机密。已有内容的文件保持不变",
    ),
    ("tail", "log_frames", "显示每个 STOMP 帧"),
    ("replay", "file", "文件；`-` 表示标准输入"),
    ("replay", "agent", "这是谁的事件"),
    ("replay", "device", "座席登录的分机"),
    ("replay", "json", "输出 JSON 行：本来就是如此"),
    ("replay", "text", "输出供人阅读的文字"),
    ("replay", "html", "把供查看的页面写入这个文件；`-` 表示标准输出"),
    ("replay", "svg", "把图片写入这个文件；`-` 表示标准输出"),
    (
        "replay",
        "mask",
        "在页面和图片中遮盖电话号码：分机以外的号码变为 `tel-1`、`tel-2`……",
    ),
    ("doctor", "agent", "登录这个座席，再登出"),
    ("doctor", "ext", "使用这个分机"),
    ("completions", "shell", "shell 的名称"),
    ("man", "out", "把每个命令的手册页写入这个文件夹"),
];
