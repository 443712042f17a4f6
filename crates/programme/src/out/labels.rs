//! What codes are called in a table. The profile `cuobian` reads each back.

use rules::activity::{ActivityKind, Audience};
use rules::session::{Admission, Status};

pub(super) fn kind(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Learning => "学习",
        ActivityKind::Culture => "文化",
        ActivityKind::Sport => "体育",
        ActivityKind::Health => "健康",
        ActivityKind::Children => "儿童",
        ActivityKind::Volunteer => "志愿",
        ActivityKind::Festival => "节庆",
        ActivityKind::Campaign => "宣传",
        ActivityKind::Heritage => "非遗",
        ActivityKind::Service => "便民",
    }
}

pub(super) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "所有人",
        Audience::Elders => "老人",
        Audience::Children => "儿童",
        Audience::Families => "家庭",
        Audience::Disabled => "残疾人",
        Audience::Volunteers => "志愿者",
    }
}

pub(super) fn admission(admission: &Admission) -> &'static str {
    match admission {
        Admission::Open => "不用报名",
        Admission::FirstCome { .. } => "先到先得",
        Admission::Ballot { .. } => "抽签",
        Admission::Approval { .. } => "审核",
        Admission::Counter { .. } => "现场报名",
    }
}

/// What is free.
pub(super) const FREE: &str = "免费";
/// What nobody said the fee of.
pub(super) const UNSAID: &str = "未说明";

pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Scheduled => "照常",
        Status::Postponed => "延期待定",
        Status::Cancelled => "取消",
    }
}
