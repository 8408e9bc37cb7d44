//! Every rule kind: one module and one entry each, in alphabetical order.

use crate::kind::RuleKind;

pub mod account_delegation;
pub mod account_profile;
pub mod acknowledge;
pub mod admin_appointment;
pub mod admin_duties;
pub mod admin_recall;
pub mod admission;
pub mod ads;
pub mod amendment;
pub mod announcement;
pub mod appeal;
pub mod attendance_window;
pub mod auto_reply;
pub mod backup;
pub mod broadcast;
pub mod campaign_approval;
pub mod capacity;
pub mod check_in;
pub mod complaint_channel;
pub mod conduct;
pub mod confidentiality;
pub mod content_plan;
pub mod content_sources;
pub mod credential_custody;
pub mod customer_assets;
pub mod customer_feedback;
pub mod daily_report;
pub mod designated_account;
pub mod disclaimer;
pub mod effective;
pub mod escalation;
pub mod event;
pub mod false_report;
pub mod feedback_intake;
pub mod fine;
pub mod flood;
pub mod forbidden_content;
pub mod group_creation;
pub mod group_name;
pub mod group_purpose;
pub mod guidance;
pub mod handover;
pub mod how_to;
pub mod hr_discipline;
pub mod impartiality;
pub mod inactivity;
pub mod interpretation;
pub mod invite_control;
pub mod ladder;
pub mod lawful;
pub mod leave_of_absence;
pub mod links;
pub mod long_dialogue;
pub mod mandatory_membership;
pub mod mass_send_quota;
pub mod media_limits;
pub mod member_rights;
pub mod message_length;
pub mod multi_group_sync;
pub mod newcomer_mode;
pub mod no_duplicates;
pub mod no_exit;
pub mod no_interruption;
pub mod no_personal_use;
pub mod no_splinter_groups;
pub mod no_unauthorised_promises;
pub mod noise;
pub mod obey_admins;
pub mod offboarding;
pub mod onboarding;
pub mod own_avatar;
pub mod own_consequences;
pub mod participation;
pub mod performance_review;
pub mod points;
pub mod policy_acceptance;
pub mod post_format;
pub mod posting_schedule;
pub mod posting_window;
pub mod principle;
pub mod prior_approval;
pub mod privacy;
pub mod publish_approval;
pub mod purpose;
pub mod quiet_hours;
pub mod quota;
pub mod real_name_card;
pub mod red_packets;
pub mod refer_authorities;
pub mod relay;
pub mod removal_quorum;
pub mod respond;
pub mod responsibility;
pub mod reward;
pub mod roster_review;
pub mod sales_compliance;
pub mod sanction;
pub mod scope;
pub mod service_manners;
pub mod share_duty;
pub mod signature;
pub mod spot_check;
pub mod state_reason;
pub mod stay_reachable;
pub mod strategy;
pub mod topic;
pub mod training;
pub mod triage;
pub mod verified_source;
pub mod vote;

/// The registry.
pub const RULE_KINDS: &[&RuleKind] = &[
    &account_delegation::RULE_KIND,
    &account_profile::RULE_KIND,
    &acknowledge::RULE_KIND,
    &admin_appointment::RULE_KIND,
    &admin_duties::RULE_KIND,
    &admin_recall::RULE_KIND,
    &admission::RULE_KIND,
    &ads::RULE_KIND,
    &amendment::RULE_KIND,
    &announcement::RULE_KIND,
    &appeal::RULE_KIND,
    &attendance_window::RULE_KIND,
    &auto_reply::RULE_KIND,
    &backup::RULE_KIND,
    &broadcast::RULE_KIND,
    &campaign_approval::RULE_KIND,
    &capacity::RULE_KIND,
    &check_in::RULE_KIND,
    &complaint_channel::RULE_KIND,
    &conduct::RULE_KIND,
    &confidentiality::RULE_KIND,
    &content_plan::RULE_KIND,
    &content_sources::RULE_KIND,
    &credential_custody::RULE_KIND,
    &customer_assets::RULE_KIND,
    &customer_feedback::RULE_KIND,
    &daily_report::RULE_KIND,
    &designated_account::RULE_KIND,
    &disclaimer::RULE_KIND,
    &effective::RULE_KIND,
    &escalation::RULE_KIND,
    &event::RULE_KIND,
    &false_report::RULE_KIND,
    &feedback_intake::RULE_KIND,
    &fine::RULE_KIND,
    &flood::RULE_KIND,
    &forbidden_content::RULE_KIND,
    &group_creation::RULE_KIND,
    &group_name::RULE_KIND,
    &group_purpose::RULE_KIND,
    &guidance::RULE_KIND,
    &handover::RULE_KIND,
    &how_to::RULE_KIND,
    &hr_discipline::RULE_KIND,
    &impartiality::RULE_KIND,
    &inactivity::RULE_KIND,
    &interpretation::RULE_KIND,
    &invite_control::RULE_KIND,
    &ladder::RULE_KIND,
    &lawful::RULE_KIND,
    &leave_of_absence::RULE_KIND,
    &links::RULE_KIND,
    &long_dialogue::RULE_KIND,
    &mandatory_membership::RULE_KIND,
    &mass_send_quota::RULE_KIND,
    &media_limits::RULE_KIND,
    &member_rights::RULE_KIND,
    &message_length::RULE_KIND,
    &multi_group_sync::RULE_KIND,
    &newcomer_mode::RULE_KIND,
    &no_duplicates::RULE_KIND,
    &no_exit::RULE_KIND,
    &no_interruption::RULE_KIND,
    &no_personal_use::RULE_KIND,
    &no_splinter_groups::RULE_KIND,
    &no_unauthorised_promises::RULE_KIND,
    &noise::RULE_KIND,
    &obey_admins::RULE_KIND,
    &offboarding::RULE_KIND,
    &onboarding::RULE_KIND,
    &own_avatar::RULE_KIND,
    &own_consequences::RULE_KIND,
    &participation::RULE_KIND,
    &performance_review::RULE_KIND,
    &points::RULE_KIND,
    &policy_acceptance::RULE_KIND,
    &post_format::RULE_KIND,
    &posting_schedule::RULE_KIND,
    &posting_window::RULE_KIND,
    &principle::RULE_KIND,
    &prior_approval::RULE_KIND,
    &privacy::RULE_KIND,
    &publish_approval::RULE_KIND,
    &purpose::RULE_KIND,
    &quiet_hours::RULE_KIND,
    &quota::RULE_KIND,
    &real_name_card::RULE_KIND,
    &red_packets::RULE_KIND,
    &refer_authorities::RULE_KIND,
    &relay::RULE_KIND,
    &removal_quorum::RULE_KIND,
    &respond::RULE_KIND,
    &responsibility::RULE_KIND,
    &reward::RULE_KIND,
    &roster_review::RULE_KIND,
    &sales_compliance::RULE_KIND,
    &sanction::RULE_KIND,
    &scope::RULE_KIND,
    &service_manners::RULE_KIND,
    &share_duty::RULE_KIND,
    &signature::RULE_KIND,
    &spot_check::RULE_KIND,
    &state_reason::RULE_KIND,
    &stay_reachable::RULE_KIND,
    &strategy::RULE_KIND,
    &topic::RULE_KIND,
    &training::RULE_KIND,
    &triage::RULE_KIND,
    &verified_source::RULE_KIND,
    &vote::RULE_KIND,
];
