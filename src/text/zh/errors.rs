//! 不行的时候怎么说：发生了什么，下一步怎么办。
#![allow(
    clippy::too_many_lines,
    clippy::trivially_copy_pass_by_ref,
    reason = "one exhaustive match an enum, and one shape for every sentence"
)]

use super::{minutes, short_date, time};
use crate::keeper::NotSaved;
use crate::net::SignInError;
use crate::store::StoreError;
use crate::text::NameOf;
use rules::Refusal;
use sync::Outcome;
use sync::outcome::Amendment;
use sync::replica::ImportError;

pub(super) fn refusal(refusal: &Refusal, name: NameOf) -> String {
    match refusal {
        Refusal::NotSignedIn => "要先登录。用居民卡号和密码登录一次就行。".to_owned(),
        Refusal::NotAllowed => "这件事不能由您来办。请找社区工作人员。".to_owned(),
        Refusal::PublisherOnly => "这一步要有发布权限的同事来办。".to_owned(),
        Refusal::WhyMissing => "请写一句原因，相关的居民会看到。".to_owned(),
        Refusal::ChangedMeanwhile { .. } => {
            "别的同事刚改过这一条。请看看最新的，再改一次。".to_owned()
        }
        Refusal::PeopleInIt { .. } => "已经有人报名或候补，报名方式和分项名额不能再改。".to_owned(),
        Refusal::NotReviewed => "还没有人复核。请先请同事看一遍。".to_owned(),
        Refusal::Taken { .. } => "这个编号已经用过了。请换一个。".to_owned(),
        Refusal::NotInLine => "这一家已经不在队里了。请看看最新的名单。".to_owned(),
        Refusal::OnlyApplications => "排候补的不能退回，轮到就有。".to_owned(),
        Refusal::DrawDecides => "这一场抽签决定，不由人工安排。".to_owned(),
        Refusal::NotSealed => "抽签还没准备好，过一会儿再申请。".to_owned(),
        Refusal::SealBroken => "抽签的种子和公布的封条对不上，没有抽。请找管理员。".to_owned(),
        Refusal::NotAGuardian => "要由家里满 18 岁的大人来同意。".to_owned(),
        Refusal::SeriesTooLong { limit } => {
            format!("排得太长了：一个系列最多 {limit} 场，最远排到 400 天后。")
        }
        Refusal::NotOnThatDay { day } => format!("{}没有这一场。", short_date(*day)),
        Refusal::ConsentMissing { resident } => {
            format!("{}还小，要家里的大人先同意，再报名。", name(resident))
        }
        Refusal::LatePlaces { resident, from } => format!(
            "{}近来有几次没来也没取消，这段时间只能报剩下的名额：{} {} 起可以报。",
            name(resident),
            short_date(from.date()),
            time(from.time())
        ),
        Refusal::QuotaFull {
            quota, asked, free, ..
        } => format!(
            "“{}”的名额不够：要 {asked} 个，还有 {free} 个。可以排候补。",
            quota.zh_or_en()
        ),
        Refusal::QuotaTooSmall {
            quota,
            asked,
            seats,
        } => format!(
            "“{}”总共 {seats} 个名额，坐不下 {asked} 人。请分开报名。",
            quota.zh_or_en()
        ),
        Refusal::KeptForStations {
            asked, free, kept, ..
        } => format!(
            "手机报名的名额不够：要 {asked} 个，还有 {free} 个。另有 {kept} 个留给活动中心的自助机：可以去那里报名，或者排候补。"
        ),
        Refusal::TooManyByPhone { asked, seats } => format!(
            "手机报名总共 {seats} 个名额，坐不下 {asked} 人。请分开报名，或者到活动中心的自助机报名。"
        ),
        Refusal::UnknownCommunity => "这个社区的资料还没到手机上。连上网再试。".to_owned(),
        Refusal::UnknownSession { .. } => "找不到这个场次，可能已撤下。请看看别的场次。".to_owned(),
        Refusal::UnknownResident { .. } => {
            "家庭里没有这个人的登记。请找社区工作人员核对。".to_owned()
        }
        Refusal::SessionCancelled => "这一场取消了。请看看别的场次。".to_owned(),
        Refusal::SessionPostponed => "这一场延期了，新的日期还没定。定了再来报名。".to_owned(),
        Refusal::SessionOver { ended } => {
            format!("{}已经结束。请看看别的场次。", short_date(*ended))
        }
        Refusal::NoRegistrationNeeded => "不用报名，直接来就行。".to_owned(),
        Refusal::CounterOnly => "只能到主办方柜台报名。可以先打电话问问。".to_owned(),
        Refusal::NotYetOpen { opens } => format!(
            "还没开始报名。{} {} 开始，到时再来。",
            short_date(opens.date()),
            time(opens.time())
        ),
        Refusal::Closed { closed } => format!(
            "报名在 {} {} 截止了。请看看别的场次。",
            short_date(closed.date()),
            time(closed.time())
        ),
        Refusal::NobodyNamed => "还没选谁来。请先勾选家人。".to_owned(),
        Refusal::NamedTwice { resident } => format!("{}选了两次。请只选一次。", name(resident)),
        Refusal::TooManyNamed { found, limit } => {
            format!("一次最多 {limit} 人，现在选了 {found} 人。请分两次报名。")
        }
        Refusal::TooYoung {
            resident,
            age,
            age_min,
        } => {
            format!(
                "{}到时 {age} 岁，这一场要满 {age_min} 岁。请看看别的场次。",
                name(resident)
            )
        }
        Refusal::TooOld {
            resident,
            age,
            age_max,
        } => {
            format!(
                "{}到时 {age} 岁，这一场最大 {age_max} 岁。请看看别的场次。",
                name(resident)
            )
        }
        Refusal::AlreadyRegistered { resident } => {
            format!("{}已经报过名，或在候补。不用再报。", name(resident))
        }
        Refusal::NotRegistered { resident } => format!("{}没有报名，不用取消。", name(resident)),
        Refusal::NotHeld { resident } => {
            format!(
                "{}现在没有留着的位子。请看看最新的报名情况。",
                name(resident)
            )
        }
        Refusal::HoldIsWhole { asked, held } => {
            format!("留的是 {held} 个人的位子，这次只选了 {asked} 人。不来的先退出，再一起确认。")
        }
        Refusal::HoldOver { over } => format!(
            "位子留到 {} {}，已经过了。看看这一场还能不能再报。",
            short_date(over.date()),
            time(over.time())
        ),
        Refusal::SessionFull { asked, free, .. } => {
            format!("名额不够：要 {asked} 个，还有 {free} 个。可以排候补，有空位就轮到。")
        }
        Refusal::WaitingListFull { limit } => {
            format!("候补也满了（{limit} 家）。请看看别的场次。")
        }
        Refusal::PartyTooLarge { asked, seats } => {
            format!("这一场总共 {seats} 个名额，坐不下 {asked} 人。请分开报名。")
        }
        Refusal::UnknownAct { .. } => "积分办法里没有这一项。请另选一项。".to_owned(),
        Refusal::Minutes { min, max, .. } => format!(
            "时长要在{}到{}之间。请改一下。",
            minutes(u32::from(*min)),
            minutes(u32::from(*max))
        ),
        Refusal::TextTooLong { found, limit } => {
            format!("写了 {found} 个字，最多 {limit} 个。请删短一些。")
        }
        Refusal::TooLongAgo { day, limit_days } => {
            format!(
                "{}太早了，只能申报 {limit_days} 天以内的。日记里照样留着。",
                short_date(*day)
            )
        }
        Refusal::NotYet { day } => format!("{}还没到。请等那天过后再申报。", short_date(*day)),
        Refusal::AlreadyClaimed { .. } => "这一条已经申报过了，不用再报。".to_owned(),
        Refusal::NotClaimed { .. } => "这一条没有申报，不用撤回。".to_owned(),
        Refusal::Unsound { .. } => "这份资料前后不符，社区没有收下。".to_owned(),
        Refusal::TooManyItems { found, limit } => {
            format!("一次最多 {limit} 条，这次有 {found} 条。")
        }
        Refusal::Newer => "没有通过。原因要更新本应用才能看到。".to_owned(),
    }
}

pub(super) fn outcome(outcome: &Outcome, name: NameOf) -> String {
    match outcome {
        Outcome::Accepted => "社区已确认。".to_owned(),
        Outcome::Changed { how } => match how {
            Amendment::Waiting { place } => format!("名额已满，排在候补第 {place} 位。"),
            Amendment::Applied {
                drawn_on: Some(day),
            } => {
                format!("抽签申请已收下，{}抽签。", short_date(*day))
            }
            Amendment::Asked => "申请已收下，等社区审核，结果会写在这里。".to_owned(),
            Amendment::Applied { drawn_on: None } => "抽签申请已收下。".to_owned(),
            Amendment::Newer => "社区已收下，结果要更新本应用才能看到。".to_owned(),
        },
        Outcome::Refused { refusal: why } => refusal(why, name),
        Outcome::Expired => "到社区时已经过期。请重新申请。".to_owned(),
        Outcome::Superseded => "后来的请求替代了这一条。".to_owned(),
        Outcome::Blocked { .. } => "前一个请求没通过，所以这一条没有办。".to_owned(),
        Outcome::Quarantined { .. } => "社区那边还读不懂，先留着。更新后再办。".to_owned(),
        Outcome::Fork => "这部手机的存储被复制过，请求会换个编号再发。".to_owned(),
        Outcome::AlreadySettled => "很久以前已经办过。".to_owned(),
    }
}

pub(super) fn not_saved(error: &NotSaved, name: NameOf) -> String {
    match error {
        NotSaved::Refused(why) => refusal(why, name),
        NotSaved::OutboxFull { limit } => {
            format!("没有存下：手机上已有 {limit} 条等着发出。请先连上网。")
        }
        NotSaved::Unwritable => "没有存下：这一条写不成文件。请找社区工作人员。".to_owned(),
        NotSaved::OtherTabs => "没有存下：别的页面正在写。请关掉别的页面，再按一次。".to_owned(),
        NotSaved::NotTaken(ImportError::AnotherResident) => {
            "没有收下：这份文件是另一位居民的。请用他的居民卡登录后再取。".to_owned()
        }
        NotSaved::NotTaken(ImportError::NobodySignedIn) => {
            "没有收下：请先用这份文件主人的居民卡登录，再选一次文件。".to_owned()
        }
        NotSaved::NotTaken(ImportError::OutboxFull { found, limit }) => {
            format!("没有收下：等着发出的会有 {found} 条，最多 {limit} 条。请先连上网。")
        }
        NotSaved::Store(error) => {
            format!("没有存下。{}原来的内容都在。", store_error(error))
        }
    }
}

pub(super) fn store_error(error: &StoreError) -> String {
    match error {
        StoreError::Missing => "这个浏览器不让保存（可能是无痕模式）。",
        StoreError::Blocked => "别的页面占着存储。请关掉本应用的其他页面。",
        StoreError::Full => "手机存储满了。请清出一些空间，再按一次。",
        StoreError::Newer => "这里的内容是新版本写的，旧页面只能看。请重新打开本页。",
        StoreError::Closed => "存储被关上了。请重新打开本页。",
        StoreError::Failed => "手机存储写不进去。请再按一次，或重新打开本页。",
    }
    .to_owned()
}

pub(super) fn sign_in_error(error: &SignInError) -> String {
    match error {
        SignInError::Wrong => "卡号或密码不对。请看着居民卡再输一次。".to_owned(),
        SignInError::TooOften { retry_after_secs } => format!(
            "试得太多了。请等{}再试，或打电话给社区。",
            minutes(u32::try_from(retry_after_secs.div_ceil(60).max(1)).unwrap_or(u32::MAX))
        ),
        SignInError::NoAnswer => "登录要连上网，现在没有回应。请稍后再试。".to_owned(),
        SignInError::Broken => "社区那边出了点问题。请稍后再试。".to_owned(),
        SignInError::NotSaved(error) => not_saved(error, &ToString::to_string),
    }
}
