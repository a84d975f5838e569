// The page's own few words, in the two languages it speaks. What the application says is never touched.

const EN = {
  sandbox: "Sandbox",
  promise: "All people are invented. Nothing leaves this machine.",
  playing: "You are",
  choose: "Choose who you are",
  newcomers: "Newcomers", office: "Secretariat, chair and reviewers", members: "Members", others: "Others",
  both: "Slack and Discord", only: "{chat} only",
  hour: "+1 hour", day: "+1 day", week: "+1 week", custom: "Other…", forward: "Move time forward",
  next: "To the next", nextWhy: "To the next thing Convenor has planned: a reminder, a deadline, …", nextNone: "Nothing planned",
  howfar: "How far?", days: "days", hours: "hours", go: "Move forward", cancel: "Cancel", clock: "Sandbox time",
  lost: "The sandbox does not answer. Start it again with “make run”; this page reconnects by itself.",
  absent: "{name} has no {chat} account",
  absentWhy: "In this network everybody uses what they like. {name} is on {other} only; notices for {name} go there.",
  absentTry: "To see both sides at once, be",
  channels: "Channels", direct: "Direct messages", apps: "Apps", channelList: "{chat} channels",
  home: "Home", messages: "Messages", online: "online", offline: "not connected",
  write: "Message {place}", send: "Send", conversation: "Messages in {place}",
  private: "Only you can see this", dismiss: "Dismiss message", edited: "edited", app: "APP",
  thinking: "{name} is thinking…", deleted: "This message was deleted",
  today: "Today", yesterday: "Yesterday", beginning: "This is the very beginning of {place}.",
  homeEmpty: "{name} has not put anything here yet.",
  hiddenChannel: "private channel", join: "Join channel", notIn: "You are not in {place}.", people: "{n} people", unread: "{n} new",
  submit: "Submit", close: "Close", back: "Back", optional: "optional", required: "required",
  pick: "Choose an option", picks: "Choose options", find: "Search", nothing: "Nothing found", type: "Type to search",
  typeMore: "Type at least {n} characters", chosen: "{n} chosen", done: "Done", remove: "Remove", more: "More",
  download: "Download", commands: "Commands", options: "Options", asked: "{name} used a command",
  shared: "This form goes to {name}. Do not put passwords or other secrets into it.",
  mail: "Mail", mailNone: "No mail yet.", mailTo: "to", mailDrawn: "As drawn", mailPlain: "Plain text",
  left: "{n} left", unknownPart: "[{kind}]", addFile: "Add a file", yes: "Yes", no: "No",
  failed: "That did not work: {why}",
  events: "Events", eventsNone: "Nothing is planned in this server.", eventRuns: "Happening now", interested: "Interested", interestedCount: "{n} interested",
  deleteChannel: "Delete channel", archiveChannel: "Archive channel", forAll: "{place} goes away for everybody, the bot included.", keep: "Keep it",
  dmsOpen: "Takes direct messages", dmsClosed: "Takes no direct messages",
};

const ZH = {
  sandbox: "沙盒",
  promise: "这里的人物均为虚构，数据不会离开本机。",
  playing: "您的身份",
  choose: "选择您的身份",
  newcomers: "新来者", office: "秘书处、主席与评审人", members: "会员", others: "其他",
  both: "Slack 与 Discord", only: "仅 {chat}",
  hour: "+1 小时", day: "+1 天", week: "+1 周", custom: "其他…", forward: "让时间前进",
  next: "下一项", nextWhy: "前进到 Convenor 计划的下一项：提醒、截止……", nextNone: "暂无计划",
  howfar: "前进多久？", days: "天", hours: "小时", go: "前进", cancel: "取消", clock: "沙盒时间",
  lost: "沙盒没有响应。请用 “make run” 重新启动，本页会自动重新连接。",
  absent: "{name}没有 {chat} 账号",
  absentWhy: "网络成员各用所好。{name}只使用 {other}，通知也会发到那里。",
  absentTry: "想同时看到两边，可以切换为",
  channels: "频道", direct: "私信", apps: "应用", channelList: "{chat} 频道",
  home: "主页", messages: "消息", online: "在线", offline: "未连接",
  write: "发消息到 {place}", send: "发送", conversation: "{place} 的消息",
  private: "只有您能看到", dismiss: "忽略此消息", edited: "已编辑", app: "应用",
  thinking: "{name} 正在思考…", deleted: "此消息已删除",
  today: "今天", yesterday: "昨天", beginning: "这里是 {place} 的开头。",
  homeEmpty: "{name} 还没有在这里放任何内容。",
  hiddenChannel: "私密频道", join: "加入频道", notIn: "您不在 {place}。", people: "{n} 人", unread: "{n} 条新消息",
  submit: "提交", close: "关闭", back: "返回", optional: "选填", required: "必填",
  pick: "请选择", picks: "请选择", find: "搜索", nothing: "没有结果", type: "输入以搜索",
  typeMore: "请至少输入 {n} 个字符", chosen: "已选 {n} 项", done: "完成", remove: "移除", more: "更多",
  download: "下载", commands: "命令", options: "选项", asked: "{name} 使用了命令",
  shared: "此表单将提交给 {name}。请勿填写密码等机密信息。",
  mail: "邮件", mailNone: "还没有邮件。", mailTo: "收件人", mailDrawn: "网页版", mailPlain: "纯文本",
  left: "还可输入 {n} 字", unknownPart: "[{kind}]", addFile: "添加文件", yes: "是", no: "否",
  failed: "没有成功：{why}",
  events: "活动", eventsNone: "此服务器暂无活动。", eventRuns: "正在进行", interested: "感兴趣", interestedCount: "{n} 人感兴趣",
  deleteChannel: "删除频道", archiveChannel: "归档频道", forAll: "{place} 将对所有人（包括机器人）消失。", keep: "保留",
  dmsOpen: "接收私信", dmsClosed: "不接收私信",
};

const ROLES = {
  en: {
    newcomer: "newcomer", member: "member", observer: "observer", representative: "representative",
    reviewer: "reviewer", organiser: "organiser", moderator: "moderator", secretariat: "secretariat", chair: "chair",
    incoming_chair: "incoming chair", admin: "technical administrator", exchange_coordinator: "exchange coordinator",
    host_contact: "host contact", joint_team_chair: "joint team chair", participant: "participant", speaker: "speaker",
  },
  "zh-Hans": {
    newcomer: "新来者", member: "会员", observer: "观察员", representative: "代表", reviewer: "评审人", organiser: "组织者",
    moderator: "版主", secretariat: "秘书处", chair: "主席", incoming_chair: "候任主席", admin: "技术管理员",
    exchange_coordinator: "交换协调人", host_contact: "主办联系人", joint_team_chair: "联合团队组长",
    participant: "参与者", speaker: "演讲人",
  },
};

let language = "en";

export function speak(tag) {
  language = tag;
  document.documentElement.lang = tag;
}

export const tag = () => (language === "zh-Hans" ? "zh-CN" : "en-GB");

export function w(key, values = {}) {
  const words = (language === "zh-Hans" ? ZH : EN)[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const roleWords = (roles) => roles.map((role) => ROLES[language][role] ?? role).join(language === "en" ? ", " : "、");
