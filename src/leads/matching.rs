//! Which lead a request belongs to: the rules, pure.

use uuid::Uuid;

/// Who a request's contacts belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Owners {
    /// The lead with its phone.
    pub phone: Option<Uuid>,
    /// The lead with its e-mail address.
    pub email: Option<Uuid>,
    /// The lead that this conversation itself made.
    pub conversation: Option<Uuid>,
}

/// What is to be done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Nobody has these contacts: a lead of its own.
    New,
    /// They are the contacts of one lead: an unconfirmed claim on it.
    Claim(Uuid),
    /// The same conversation left it, or another contact, before: it goes on the same card.
    Continue(Uuid),
    /// The phone is one lead's and the address another's: a lead of its own, attached to neither,
    /// and people are asked whether they are the same.
    Conflict {
        /// The lead with the phone.
        phone: Uuid,
        /// The lead with the address.
        email: Uuid,
    },
}

pub(super) fn place(owners: Owners) -> Place {
    match (owners.phone, owners.email) {
        (Some(phone), Some(email)) if phone != email => Place::Conflict { phone, email },
        (Some(lead), _) | (_, Some(lead)) if owners.conversation == Some(lead) => {
            Place::Continue(lead)
        }
        (Some(lead), _) | (_, Some(lead)) => Place::Claim(lead),
        (None, None) => owners.conversation.map_or(Place::New, Place::Continue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(phone: u128, email: u128, conversation: u128) -> Owners {
        let id = |n: u128| (n > 0).then(|| Uuid::from_u128(n));
        Owners { phone: id(phone), email: id(email), conversation: id(conversation) }
    }

    #[test]
    fn a_request_goes_to_the_lead_with_its_contact() {
        let one = Uuid::from_u128(1);
        assert_eq!(place(owners(1, 0, 0)), Place::Claim(one));
        assert_eq!(place(owners(0, 1, 0)), Place::Claim(one));
        assert_eq!(place(owners(1, 1, 0)), Place::Claim(one));
        assert_eq!(place(owners(0, 0, 0)), Place::New);
    }

    #[test]
    fn contacts_of_two_leads_attach_to_neither() {
        let (phone, email) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(place(owners(1, 2, 0)), Place::Conflict { phone, email });
        assert_eq!(place(owners(1, 2, 1)), Place::Conflict { phone, email });
    }

    #[test]
    fn a_new_contact_in_the_same_conversation_stays_on_its_card() {
        assert_eq!(place(owners(0, 0, 3)), Place::Continue(Uuid::from_u128(3)));
        assert_eq!(place(owners(1, 0, 3)), Place::Claim(Uuid::from_u128(1)));
        assert_eq!(place(owners(3, 0, 3)), Place::Continue(Uuid::from_u128(3)));
    }
}
