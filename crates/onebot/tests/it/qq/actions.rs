//! What the small QQ answers to actions: with the rights, defaults and refusals of real ones.

use serde_json::{Map, Value, json};

use super::{Fault, Qq, World, now};

fn ok(data: Value) -> Value {
    json!({"status": "ok", "retcode": 0, "data": data, "message": "", "wording": ""})
}

fn failed(code: i64, words: &str) -> Value {
    json!({"status": "failed", "retcode": code, "data": null, "message": words, "wording": words})
}

fn number(params: &Value, key: &str) -> u64 {
    let value = &params[key];
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(0)
}

fn signed(params: &Value, key: &str) -> i64 {
    let value = &params[key];
    value.as_i64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(0)
}

fn yes(params: &Value, key: &str, default: bool) -> bool {
    match &params[key] {
        Value::Bool(yes) => *yes,
        Value::String(text) => text == "true",
        _ => default,
    }
}

impl Qq {
    /// Carries an action out. None where a fault swallows the answer.
    pub fn act(&self, account: u64, action: &str, params: &Value) -> Option<Value> {
        let mut world = self.world();
        world.log.push((account, action.to_owned(), params.clone()));
        let fault = world.faults.front().filter(|(name, _)| *name == action).cloned();
        if fault.is_some() {
            world.faults.pop_front();
        }
        match fault.map(|(_, fault)| fault) {
            Some(Fault::SilentBefore) => None,
            Some(Fault::Refused(code, words)) => Some(failed(code, words)),
            Some(Fault::SilentAfter) => {
                world.carry_out(account, action, params);
                None
            }
            Some(Fault::Accepted) => {
                world.carry_out(account, action, params);
                Some(json!({"status": "async", "retcode": 1, "data": null}))
            }
            None => Some(world.carry_out(account, action, params)),
        }
    }
}

impl World {
    fn carry_out(&mut self, account: u64, action: &str, params: &Value) -> Value {
        if self.habits_of(account).missing.contains(&action) {
            return failed(1404, "不支持的Api");
        }
        let group = number(params, "group_id");
        let user = number(params, "user_id");
        match action {
            "get_login_info" => ok(json!({"user_id": account, "nickname": "助手"})),
            "get_version_info" => ok(json!({"app_name": "SmallQQ", "app_version": "1",
                "protocol_version": "v11"})),
            "get_status" => ok(json!({"online": true, "good": true})),
            "get_group_list" => ok(self.groups_of(account)),
            "get_friend_list" | "get_guild_list" => ok(json!([])),
            "get_stranger_info" => ok(json!({"user_id": user, "nickname": format!("昵称{user}"),
                "sex": "unknown", "age": 0})),
            "send_group_msg" => self.send(account, group, params),
            "send_msg" if group != 0 => self.send(account, group, params),
            "send_private_msg" | "send_msg" => ok(json!({"message_id": 1})),
            "delete_msg" => self.recall(account, signed(params, "message_id")),
            "get_msg" => self.message(signed(params, "message_id")),
            "set_group_add_request" => self.answer(account, params),
            _ if !self.groups.contains_key(&group) => failed(1404, "GROUP_NOT_FOUND"),
            "get_group_info" => ok(self.info(group)),
            "get_group_member_list" => {
                let there = &self.groups[&group];
                let list = there.members.keys().map(|id| self.member(group, *id));
                ok(Value::Array(list.collect()))
            }
            "get_group_member_info" if self.groups[&group].members.contains_key(&user) => {
                ok(self.member(group, user))
            }
            "get_group_msg_history" => {
                let all = &self.groups[&group].messages;
                let last = all.len().saturating_sub(signed(params, "count").max(0) as usize);
                let messages = all[last..].iter().map(|message| {
                    json!({"message_id": message.id, "user_id": message.sender,
                        "time": message.time, "message": message.segments})
                });
                ok(json!({"messages": messages.collect::<Vec<_>>()}))
            }
            "set_group_ban"
            | "set_group_kick"
            | "set_group_card"
            | "set_group_whole_ban"
            | "set_group_name"
            | "_send_group_notice" => self.govern(account, group, user, action, params),
            _ => failed(1404, "不支持的Api"),
        }
    }

    fn groups_of(&self, account: u64) -> Value {
        let own = self.groups.iter().filter(|(_, group)| group.members.contains_key(&account));
        Value::Array(own.map(|(id, _)| self.info(*id)).collect())
    }

    fn info(&self, group: u64) -> Value {
        let there = &self.groups[&group];
        json!({"group_id": group, "group_name": there.name, "member_count": there.members.len(),
            "max_member_count": 500})
    }

    fn member(&self, group: u64, user: u64) -> Value {
        let member = &self.groups[&group].members[&user];
        json!({"group_id": group, "user_id": user, "nickname": member.nickname,
            "card": member.card, "role": member.role, "join_time": 1_700_000_000,
            "last_sent_time": 0, "level": "1", "sex": "unknown", "age": 0, "area": "",
            "unfriendly": false, "title": "", "title_expire_time": 0, "card_changeable": true,
            "shut_up_timestamp": member.muted_until})
    }

    fn send(&mut self, account: u64, group: u64, params: &Value) -> Value {
        let Some(there) = self.groups.get(&group) else { return failed(100, "GROUP_NOT_FOUND") };
        let Some(member) = there.members.get(&account) else {
            return failed(100, "SEND_MSG_API_ERROR");
        };
        if member.muted_until > now() {
            return failed(1200, "被禁言");
        }
        let message = match &params["message"] {
            Value::String(text) if yes(params, "auto_escape", false) => super::text(text),
            message => {
                let (segments, lost) = onebot::segment::read(message);
                assert_eq!(lost, 0, "{message}");
                onebot::segment::as_list(&segments)
            }
        };
        // A message of nothing is refused.
        if message.as_array().is_none_or(Vec::is_empty) {
            return failed(1400, "消息为空");
        }
        ok(json!({"message_id": self.say(group, account, &message)}))
    }

    /// Whether an account stands above somebody.
    fn above(&self, account: u64, group: u64, user: u64) -> bool {
        let there = &self.groups[&group];
        let role = |id: u64| there.members.get(&id).map_or("", |member| member.role);
        match role(account) {
            "owner" => true,
            "admin" => !matches!(role(user), "owner" | "admin"),
            _ => false,
        }
    }

    fn recall(&mut self, account: u64, id: i64) -> Value {
        let found = self.groups.iter().find_map(|(group, there)| {
            let message = there.messages.iter().find(|message| message.id == id)?;
            Some((*group, message.sender, message.recalled))
        });
        let Some((group, sender, recalled)) = found else {
            return failed(100, "MESSAGE_NOT_FOUND");
        };
        if sender != account && !self.above(account, group, sender) {
            // What one real program answers here after a long while.
            return failed(1200, "Error: Timeout");
        }
        if recalled {
            return failed(1200, "消息已撤回");
        }
        let there = self.groups.get_mut(&group).unwrap();
        there.messages.iter_mut().filter(|m| m.id == id).for_each(|m| m.recalled = true);
        self.tell(
            group,
            json!({"post_type": "notice", "notice_type": "group_recall",
            "group_id": group, "user_id": sender, "operator_id": account, "message_id": id}),
        );
        ok(Value::Null)
    }

    fn message(&self, id: i64) -> Value {
        let all = self.groups.iter();
        let mut all = all.flat_map(|(group, there)| there.messages.iter().map(move |m| (group, m)));
        let Some((group, message)) = all.find(|(_, message)| message.id == id) else {
            return failed(100, "MESSAGE_NOT_FOUND");
        };
        ok(json!({"message_id": id, "real_id": id, "group_id": group, "time": message.time,
            "message_type": "group", "message": message.segments,
            "sender": {"user_id": message.sender, "nickname": "x"}}))
    }

    fn answer(&mut self, account: u64, params: &Value) -> Value {
        let flag = params["flag"].as_str().unwrap_or_default().to_owned();
        let Some((group, user)) = self.requests.get(&flag).copied() else {
            return failed(1200, "No such request");
        };
        if !self.above(account, group, user) {
            return failed(1200, "ERR_NOT_GROUP_ADMIN");
        }
        self.requests.remove(&flag);
        if yes(params, "approve", true) {
            self.join(group, user, account);
        }
        ok(Value::Null)
    }

    fn govern(&mut self, by: u64, group: u64, user: u64, action: &str, params: &Value) -> Value {
        let aimed = matches!(action, "set_group_ban" | "set_group_kick" | "set_group_card");
        if aimed && !self.groups[&group].members.contains_key(&user) {
            return failed(1200, "user not in group");
        }
        if !self.above(by, group, if aimed { user } else { 0 }) {
            return failed(1200, "ERR_NOT_GROUP_ADMIN");
        }
        let there = self.groups.get_mut(&group).unwrap();
        let mut event = Map::new();
        let mut set = |key: &str, value: Value| event.insert(key.to_owned(), value);
        set("post_type", json!("notice"));
        set("group_id", json!(group));
        set("user_id", json!(user));
        set("operator_id", json!(by));
        match action {
            "set_group_ban" => {
                // Without a duration one real program lifts the mute.
                let seconds = signed(params, "duration");
                if seconds >= 2_592_000 {
                    return failed(100, "DURATION_IS_NOT_IN_RANGE");
                }
                let until = if seconds > 0 { now() + seconds } else { 0 };
                there.members.get_mut(&user).unwrap().muted_until = until;
                set("notice_type", json!("group_ban"));
                set("sub_type", json!(if seconds > 0 { "ban" } else { "lift_ban" }));
                set("duration", json!(seconds));
            }
            "set_group_kick" => {
                there.members.remove(&user);
                if yes(params, "reject_add_request", false) {
                    there.blocked.push(user);
                }
                set("notice_type", json!("group_decrease"));
                set("sub_type", json!("kick"));
            }
            "set_group_card" => {
                let card = params["card"].as_str().unwrap_or_default().to_owned();
                let member = there.members.get_mut(&user).unwrap();
                set("notice_type", json!("group_card"));
                set("card_old", json!(member.card));
                set("card_new", json!(card));
                member.card = card;
            }
            "set_group_whole_ban" => {
                there.all_muted = yes(params, "enable", true);
                set("notice_type", json!("group_ban"));
                set("sub_type", json!(if there.all_muted { "ban" } else { "lift_ban" }));
                set("duration", json!(if there.all_muted { -1 } else { 0 }));
            }
            "set_group_name" => {
                there.name = params["group_name"].as_str().unwrap_or_default().to_owned();
                set("notice_type", json!("notify"));
                set("sub_type", json!("group_name"));
                set("user_id", json!(by));
                set("name_new", json!(there.name));
            }
            _ => {
                there.notices.push(params["content"].as_str().unwrap_or_default().to_owned());
                return ok(Value::Null);
            }
        }
        self.tell(group, Value::Object(event));
        ok(Value::Null)
    }
}
