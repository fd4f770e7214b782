//! Who may do what: one table, read by the routes and by a test.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::i18n::Say;

/// A person's part in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sets everything up and pays attention to the whole.
    Owner,
    /// Works the leads.
    Manager,
    /// Answers chats.
    Operator,
}

impl Role {
    /// All of them, the most powerful first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Manager, Self::Operator];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Operator => "operator",
        }
    }

    /// As people read it.
    pub fn title(self) -> Say {
        Say::of(match self {
            Self::Owner => "role-owner",
            Self::Manager => "role-manager",
            Self::Operator => "role-operator",
        })
    }

    /// Reads a stored or posted word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether the table allows `action` to this role.
    pub fn may(self, action: Action) -> bool {
        ROLES.iter().any(|(listed, roles)| *listed == action && roles.contains(&self))
    }
}

/// What a signed-in person can do. Every route of the console asks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read and answer chats.
    Chat,
    /// Change the canned replies that are everybody's, and the tags.
    ChangeReplies,
    /// Change and publish the bot's scripts.
    ChangeScripts,
    /// See leads and their cards.
    SeeLeads,
    /// Change a lead: status, notes, contacts, merge.
    ChangeLeads,
    /// See what is in quarantine.
    SeeQuarantine,
    /// Make a quarantined request valid.
    ReleaseQuarantine,
    /// See the sites and the install page.
    SeeSites,
    /// Add and change sites.
    ChangeSites,
    /// See who is in the team.
    SeeTeam,
    /// Invite, change and deactivate people.
    ChangeTeam,
    /// See the mail queue, dead letters and the mailbox on disk.
    SeeMail,
    /// Send dead letters again or drop them.
    ChangeMail,
    /// One's own name, language, password and second factor.
    OwnProfile,
}

use Role::{Manager, Operator, Owner};

/// Action → the roles that may do it.
pub const ROLES: &[(Action, &[Role])] = &[
    (Action::Chat, &[Owner, Manager, Operator]),
    (Action::ChangeReplies, &[Owner, Manager]),
    (Action::ChangeScripts, &[Owner, Manager]),
    (Action::SeeLeads, &[Owner, Manager, Operator]),
    (Action::ChangeLeads, &[Owner, Manager]),
    (Action::SeeQuarantine, &[Owner, Manager, Operator]),
    (Action::ReleaseQuarantine, &[Owner, Manager]),
    (Action::SeeSites, &[Owner, Manager]),
    (Action::ChangeSites, &[Owner]),
    (Action::SeeTeam, &[Owner, Manager]),
    (Action::ChangeTeam, &[Owner]),
    (Action::SeeMail, &[Owner, Manager]),
    (Action::ChangeMail, &[Owner, Manager]),
    (Action::OwnProfile, &[Owner, Manager, Operator]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_listed_once_and_the_owner_may_do_all() {
        for (action, _) in ROLES {
            assert_eq!(ROLES.iter().filter(|(listed, _)| listed == action).count(), 1);
            assert!(Role::Owner.may(*action), "{action:?}");
        }
    }

    #[test]
    fn an_operator_changes_neither_sites_nor_team_nor_leads() {
        for action in [Action::ChangeSites, Action::ChangeTeam, Action::ChangeLeads] {
            assert!(!Role::Operator.may(action), "{action:?}");
        }
    }

    #[test]
    fn a_role_is_read_back_from_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("admin"), None);
    }
}
