//! What is wrong with a file or one of its lines, and how to mend it.

use crate::text::Lang;
use sync::upload::{Fault, FaultKind as Kind};

/// What is wrong, in a sentence.
pub fn unread(lang: Lang, fault: &Fault) -> String {
    let (zh, en) = of_file(fault.kind)
        .or(of_field(fault.kind))
        .unwrap_or_else(|| of_line(fault.kind));
    let text = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let most = fault.limit.unwrap_or_default();
    let megabytes = most / (1024 * 1024);
    let fields: Vec<_> = fault
        .field
        .split(", ")
        .map(|one| named(lang, one))
        .collect();
    let fields = match lang {
        Lang::Zh => fields.join("、"),
        Lang::En => fields.join(", "),
    };
    text.replace("{field}", &fields)
        .replace("{found}", &fault.found)
        .replace("{megabytes}", &megabytes.to_string())
        .replace("{limit}", &most.to_string())
}

/// A field as its reader writes it: of several names the first is Chinese, the last English.
fn named(lang: Lang, field: &str) -> &str {
    let mut names = field.split(['|', '/']).map(str::trim);
    let name = match lang {
        Lang::Zh => names.next(),
        Lang::En => names.next_back(),
    };
    name.unwrap_or_default()
}

type Both = (&'static str, &'static str);

/// Faults of a file as a whole.
const fn of_file(kind: Kind) -> Option<Both> {
    Some(match kind {
        Kind::FileTooLarge => (
            "文件太大，最多 {megabytes} MB。请分成几个文件。",
            "The file is too large: {megabytes} MB at most. Please divide it.",
        ),
        Kind::NoFile => (
            "这种活动表由几个文件组成，这里一次只能带入一个。",
            "This kind consists of several files; only one can be brought in here.",
        ),
        Kind::Letters => (
            "文件里的字读不出来。请在表格软件里另存为 .xlsx 再试。",
            "The letters in this file cannot be read. Save it as .xlsx and try again.",
        ),
        Kind::NotJson => (
            "不是完整的 JSON 文件，第 {found} 行有问题。",
            "Not a whole JSON file; see line {found}.",
        ),
        Kind::NotXml => ("不是完整的 XML 文件。", "Not a whole XML file."),
        Kind::NotAList => (
            "文件里没有活动的列表。",
            "There is no list of activities in it.",
        ),
        Kind::NotACalendar => (
            "不是日历文件，或者文件不完整。看看上面选的对不对。",
            "Not a calendar, or one that was cut off. See whether the kind above is right.",
        ),
        Kind::NoEvents => (
            "里面没有找到活动。看看上面选的对不对。",
            "There are no events in it. See whether the kind above is right.",
        ),
        Kind::NotATable => ("不是表格文件。", "Not a sheet."),
        Kind::NotAWorkbook => (
            "不是 .xlsx 表格，或者文件坏了。请打开另存一次再试。",
            "Not an .xlsx sheet, or a damaged one. Open it, save it again and try once more.",
        ),
        Kind::OldWorkbook => (
            "旧式的 .xls，或者有密码。请另存为 .xlsx（不设密码）再试。",
            "An old .xls, or one with a password. Save it as .xlsx without one.",
        ),
        Kind::TooMuchPacked => (
            "这个文件展开以后太大，没有打开它。",
            "This file is far too large when unpacked; it was not opened.",
        ),
        Kind::TooManyCells => ("表格的格子太多了。", "The sheet has too many cells."),
        Kind::NoHeadings => (
            "没有找到列名。表格里要有一行写着：{field}。",
            "No headings were found. A line must say: {field}.",
        ),
        Kind::TooManyRows => (
            "行数太多：{found} 行，最多 {limit} 行。",
            "Too many lines: {found}, at most {limit}.",
        ),
        _ => return None,
    })
}

/// Faults of a field of a line.
const fn of_field(kind: Kind) -> Option<Both> {
    Some(match kind {
        Kind::NotARecord => ("这一条不是活动。", "This is no activity."),
        Kind::Missing => ("没有写“{field}”。", "{field} is missing."),
        Kind::NotText => (
            "“{field}”不是文字或数字。",
            "{field} is neither text nor a number.",
        ),
        Kind::TooLong => (
            "“{field}”太长，请写短一些。",
            "{field} is too long; please shorten it.",
        ),
        Kind::Number => (
            "“{field}”写的“{found}”不是数。",
            "{field} is “{found}”, which is no number.",
        ),
        Kind::Date => (
            "“{field}”写的“{found}”看不准是哪天。请写成 2026-12-05 这样。",
            "{field} is “{found}”, which is no certain day. Write it like 2026-12-05.",
        ),
        Kind::Time => (
            "“{field}”写的“{found}”看不准是几点。请写成 14:30 这样。",
            "{field} is “{found}”, which is no certain hour. Write it like 14:30.",
        ),
        Kind::Unknown => (
            "“{field}”写的“{found}”不认识，请用说明里的词。",
            "{field} is “{found}”, which is not known. Use one of the usual words.",
        ),
        Kind::Code => ("编号里有不能用的字。", "The number cannot be used."),
        _ => return None,
    })
}

/// Faults of a line.
const fn of_line(kind: Kind) -> Both {
    match kind {
        Kind::Duplicate => (
            "编号和前面一行重复了。",
            "An earlier line has the same number.",
        ),
        Kind::Weekdays => (
            "星期几看不准。",
            "The weekdays cannot be read with certainty.",
        ),
        Kind::Edges => (
            "第一天和最后一天（{found}）与写的星期对不上。",
            "It does not meet on its own first and last day ({found}).",
        ),
        Kind::EndsBeforeStart => ("结束比开始早。", "It ends before it begins."),
        Kind::Ages => ("年龄写反了：{found}。", "The ages are crossed: {found}."),
        Kind::Merged => (
            "有合并的格子（{found}）。请取消合并，每格都写上。",
            "Cells are merged ({found}). Please divide them and fill in each.",
        ),
        Kind::TooWide => (
            "这一行的格子比列名多，看看是不是多了逗号。",
            "This line has more values than headings; look for a comma too many.",
        ),
        Kind::NoDays => ("没有写日期。", "No day is named."),
        Kind::TooManyDays => (
            "天数太多，最多 {limit} 天。",
            "Too many days; at most {limit}.",
        ),
        Kind::NoEnd => (
            "这个系列没有结束的日子。请写上到哪天为止。",
            "The series has no end. Please say until when.",
        ),
        Kind::Unending => (
            "这个系列过了 {limit} 年也没有完，请看看次数和日子有没有写错。",
            "The series has not ended after {limit} years; look at its count and its days.",
        ),
        Kind::Series => (
            "重复的规则看不懂。",
            "The rule of repetition cannot be read.",
        ),
        Kind::HoursDiffer => (
            "几次的钟点不一样，请分成几行。",
            "Its meetings are at different hours; write a line for each.",
        ),
        Kind::Point => (
            "地图上没有“{found}”这一点。",
            "“{found}” is no point on the map.",
        ),
        Kind::ActivityDiffers => (
            "前面有一行是同一项活动，但名称、介绍或费用不一样。",
            "An earlier line of the same activity has another title, text or fee.",
        ),
        Kind::Window => (
            "报名截止比报名开始早。",
            "Registration closes before it opens.",
        ),
        _ => (
            "看不懂，原因这个版本还说不出来。请刷新页面。",
            "It cannot be read, for a reason this version has no words for. Reload the page.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_the_field_as_its_reader_writes_it_and_leaves_no_gap() {
        let fault = Fault {
            kind: Kind::Date,
            field: "日期|Dates".to_owned(),
            found: "5/12/2026".to_owned(),
            limit: None,
        };
        let zh = unread(Lang::Zh, &fault);
        assert!(zh.starts_with("“日期”写的“5/12/2026”看不准"), "{zh}");
        assert!(unread(Lang::En, &fault).starts_with("Dates is “5/12/2026”"));
        let headings = Fault {
            kind: Kind::NoHeadings,
            field: "名称 / 名稱 / Title, 日期 / Dates".to_owned(),
            ..fault.clone()
        };
        assert!(unread(Lang::Zh, &headings).ends_with("写着：名称、日期。"));
        assert!(unread(Lang::En, &headings).ends_with("must say: Title, Dates."));
        let large = Fault {
            kind: Kind::FileTooLarge,
            limit: Some(16 * 1024 * 1024),
            ..fault
        };
        assert_eq!(
            unread(Lang::Zh, &large),
            "文件太大，最多 16 MB。请分成几个文件。"
        );
    }
}
