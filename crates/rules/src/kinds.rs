//! Every rule kind: one module and one entry each, in alphabetical order.

use crate::kind::RuleKind;

pub mod acknowledge;
pub mod admin_duties;
pub mod admission;
pub mod ads;
pub mod announcement;
pub mod appeal;
pub mod attendance_window;
pub mod backup;
pub mod broadcast;
pub mod capacity;
pub mod check_in;
pub mod content_plan;
pub mod customer_feedback;
pub mod daily_report;
pub mod feedback_intake;
pub mod fine;
pub mod flood;
pub mod forbidden_content;
pub mod inactivity;
pub mod invite_control;
pub mod ladder;
pub mod links;
pub mod long_dialogue;
pub mod mandatory_membership;
pub mod media_limits;
pub mod message_length;
pub mod multi_group_sync;
pub mod newcomer_mode;
pub mod no_duplicates;
pub mod no_exit;
pub mod offboarding;
pub mod onboarding;
pub mod performance_review;
pub mod posting_window;
pub mod quiet_hours;
pub mod quota;
pub mod real_name_card;
pub mod red_packets;
pub mod relay;
pub mod removal_quorum;
pub mod respond;
pub mod roster_review;
pub mod sanction;
pub mod share_duty;
pub mod spot_check;
pub mod training;

/// The registry.
pub const RULE_KINDS: &[&RuleKind] = &[
    &acknowledge::RULE_KIND,
    &admin_duties::RULE_KIND,
    &admission::RULE_KIND,
    &ads::RULE_KIND,
    &announcement::RULE_KIND,
    &appeal::RULE_KIND,
    &attendance_window::RULE_KIND,
    &backup::RULE_KIND,
    &broadcast::RULE_KIND,
    &capacity::RULE_KIND,
    &check_in::RULE_KIND,
    &content_plan::RULE_KIND,
    &customer_feedback::RULE_KIND,
    &daily_report::RULE_KIND,
    &feedback_intake::RULE_KIND,
    &fine::RULE_KIND,
    &flood::RULE_KIND,
    &forbidden_content::RULE_KIND,
    &inactivity::RULE_KIND,
    &invite_control::RULE_KIND,
    &ladder::RULE_KIND,
    &links::RULE_KIND,
    &long_dialogue::RULE_KIND,
    &mandatory_membership::RULE_KIND,
    &media_limits::RULE_KIND,
    &message_length::RULE_KIND,
    &multi_group_sync::RULE_KIND,
    &newcomer_mode::RULE_KIND,
    &no_duplicates::RULE_KIND,
    &no_exit::RULE_KIND,
    &offboarding::RULE_KIND,
    &onboarding::RULE_KIND,
    &performance_review::RULE_KIND,
    &posting_window::RULE_KIND,
    &quiet_hours::RULE_KIND,
    &quota::RULE_KIND,
    &real_name_card::RULE_KIND,
    &red_packets::RULE_KIND,
    &relay::RULE_KIND,
    &removal_quorum::RULE_KIND,
    &respond::RULE_KIND,
    &roster_review::RULE_KIND,
    &sanction::RULE_KIND,
    &share_duty::RULE_KIND,
    &spot_check::RULE_KIND,
    &training::RULE_KIND,
];
