//! Every rule kind: one module and one entry each, in alphabetical order.

use crate::kind::RuleKind;

pub mod account_delegation;
pub mod account_profile;
pub mod acknowledge;
pub mod admin_appointment;
pub mod admission;
pub mod ads;
pub mod appeal;
pub mod attendance_window;
pub mod campaign_approval;
pub mod capacity;
pub mod conduct;
pub mod content_sources;
pub mod credential_custody;
pub mod customer_assets;
pub mod daily_report;
pub mod designated_account;
pub mod disclaimer;
pub mod effective;
pub mod escalation;
pub mod event;
pub mod fine;
pub mod flood;
pub mod forbidden_content;
pub mod group_creation;
pub mod group_name;
pub mod group_purpose;
pub mod guidance;
pub mod handover;
pub mod how_to;
pub mod impartiality;
pub mod inactivity;
pub mod interpretation;
pub mod invite_control;
pub mod ladder;
pub mod lawful;
pub mod links;
pub mod long_dialogue;
pub mod mass_send_quota;
pub mod media_limits;
pub mod member_rights;
pub mod message_length;
pub mod newcomer_mode;
pub mod no_duplicates;
pub mod no_exit;
pub mod noise;
pub mod obey_admins;
pub mod offboarding;
pub mod onboarding;
pub mod own_consequences;
pub mod participation;
pub mod post_format;
pub mod posting_schedule;
pub mod posting_window;
pub mod principle;
pub mod publish_approval;
pub mod purpose;
pub mod quiet_hours;
pub mod quota;
pub mod real_name_card;
pub mod red_packets;
pub mod removal_quorum;
pub mod respond;
pub mod responsibility;
pub mod sanction;
pub mod scope;
pub mod service_manners;
pub mod signature;
pub mod stay_reachable;
pub mod strategy;
pub mod triage;

/// The registry.
pub const RULE_KINDS: &[&RuleKind] = &[
    &account_delegation::RULE_KIND,
    &account_profile::RULE_KIND,
    &acknowledge::RULE_KIND,
    &admin_appointment::RULE_KIND,
    &admission::RULE_KIND,
    &ads::RULE_KIND,
    &appeal::RULE_KIND,
    &attendance_window::RULE_KIND,
    &campaign_approval::RULE_KIND,
    &capacity::RULE_KIND,
    &conduct::RULE_KIND,
    &content_sources::RULE_KIND,
    &credential_custody::RULE_KIND,
    &customer_assets::RULE_KIND,
    &daily_report::RULE_KIND,
    &designated_account::RULE_KIND,
    &disclaimer::RULE_KIND,
    &effective::RULE_KIND,
    &escalation::RULE_KIND,
    &event::RULE_KIND,
    &fine::RULE_KIND,
    &flood::RULE_KIND,
    &forbidden_content::RULE_KIND,
    &group_creation::RULE_KIND,
    &group_name::RULE_KIND,
    &group_purpose::RULE_KIND,
    &guidance::RULE_KIND,
    &handover::RULE_KIND,
    &how_to::RULE_KIND,
    &impartiality::RULE_KIND,
    &inactivity::RULE_KIND,
    &interpretation::RULE_KIND,
    &invite_control::RULE_KIND,
    &ladder::RULE_KIND,
    &lawful::RULE_KIND,
    &links::RULE_KIND,
    &long_dialogue::RULE_KIND,
    &mass_send_quota::RULE_KIND,
    &media_limits::RULE_KIND,
    &member_rights::RULE_KIND,
    &message_length::RULE_KIND,
    &newcomer_mode::RULE_KIND,
    &no_duplicates::RULE_KIND,
    &no_exit::RULE_KIND,
    &noise::RULE_KIND,
    &obey_admins::RULE_KIND,
    &offboarding::RULE_KIND,
    &onboarding::RULE_KIND,
    &own_consequences::RULE_KIND,
    &participation::RULE_KIND,
    &post_format::RULE_KIND,
    &posting_schedule::RULE_KIND,
    &posting_window::RULE_KIND,
    &principle::RULE_KIND,
    &publish_approval::RULE_KIND,
    &purpose::RULE_KIND,
    &quiet_hours::RULE_KIND,
    &quota::RULE_KIND,
    &real_name_card::RULE_KIND,
    &red_packets::RULE_KIND,
    &removal_quorum::RULE_KIND,
    &respond::RULE_KIND,
    &responsibility::RULE_KIND,
    &sanction::RULE_KIND,
    &scope::RULE_KIND,
    &service_manners::RULE_KIND,
    &signature::RULE_KIND,
    &stay_reachable::RULE_KIND,
    &strategy::RULE_KIND,
    &triage::RULE_KIND,
];
