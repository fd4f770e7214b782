//! Invitations, roles, and people who leave.

use leadbell::people::{Action, ROLES, Role};

use super::{NEW_PASSWORD, path};
use crate::support::{Answer, Operator, PASSWORD, Shop};

/// A request that needs exactly this action.
async fn probe(somebody: &Operator, shop: &Shop, action: Action) -> Answer {
    let site = format!("/console/settings/sites/{}", shop.site);
    let lead = format!("/console/leads/{}/note", uuid::Uuid::nil());
    match action {
        Action::Chat => somebody.get("/console/inbox").await,
        Action::ChangeReplies => {
            let tag = [("name", "nobody has it"), ("new", "new")];
            somebody.form("/console/settings/tags/rename", &tag).await
        }
        Action::ChangeScripts => somebody.get("/console/scripts/new").await,
        Action::SeeLeads => somebody.get("/console/leads").await,
        Action::ChangeLeads => somebody.form(&lead, &[("note", "Called")]).await,
        Action::SeeQuarantine => somebody.get("/console/quarantine").await,
        Action::ReleaseQuarantine => {
            let nothing = uuid::Uuid::nil().to_string();
            somebody.form("/console/quarantine/release", &[("submission", &nothing)]).await
        }
        Action::SeeSites => somebody.get(&site).await,
        Action::ChangeSites => somebody.form(&site, &[]).await,
        Action::SeeTeam => somebody.get("/console/settings/team").await,
        Action::ChangeTeam => {
            somebody.form("/console/settings/team/invite", &[("role", "operator")]).await
        }
        Action::SeeMail => somebody.get("/console/settings/mail").await,
        Action::ChangeMail => somebody.form("/console/settings/mail/replay", &[]).await,
        Action::OwnProfile => somebody.get("/console/settings/profile").await,
    }
}

both! {
    async fn somebody_who_is_invited_joins_once_with_their_role(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let invitation = [("email", "Bob@Shop.example"), ("role", "manager"), ("language", "de")];
        owner.form("/console/settings/team/invite", &invitation).await.expect(303);
        owner.form("/console/settings/team/invite", &invitation).await.expect(422);
        let mails = app.mails().await;
        assert_eq!(mails[0].to, "bob@shop.example");
        assert!(mails[0].subject.contains("lädt Sie"), "{}", mails[0].subject);
        let link = path(&mails[0].link("/invite/")).to_owned();
        app.browser().try_sign_in("bob@shop.example", "").await.expect(422);

        let bob = app.browser();
        bob.get(&link).await.expect(200);
        bob.form(&link, &[("name", ""), ("password", NEW_PASSWORD)]).await.expect(422);
        bob.form(&link, &[("name", "Bob"), ("password", NEW_PASSWORD)]).await.expect(303);
        bob.get("/console/settings/team").await.expect(200);
        bob.get("/console/settings/sites/new").await.expect(403);
        bob.form(&link, &[("name", "Eve"), ("password", "yet another one")]).await.expect(404);
    }

    async fn an_invitation_sent_again_or_withdrawn_ends_the_earlier_link(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let invitation = [("email", "bob@shop.example"), ("role", "operator")];
        owner.form("/console/settings/team/invite", &invitation).await.expect(303);
        let first = path(&app.mails().await[0].link("/invite/")).to_owned();
        let page = owner.get("/console/settings/team").await.text;
        let (before, _) = page.split_once("/resend").expect("the button");
        let member = before.rsplit('/').next().unwrap_or_default().to_owned();
        let at = |what: &str| format!("/console/settings/team/{member}/{what}");
        owner.form(&at("resend"), &[]).await.expect(303);
        let second = path(&app.mails().await[0].link("/invite/")).to_owned();
        app.browser().get(&first).await.expect(404);
        app.browser().get(&second).await.expect(200);
        owner.form(&at("withdraw"), &[]).await.expect(303);
        app.browser().get(&second).await.expect(404);
        owner.form(&at("resend"), &[]).await.expect(404);
    }

    async fn somebody_who_is_deactivated_is_out_at_once_and_can_come_back(app) {
        let shop = app.shop().await;
        let bob_id = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut bob = app.browser();
        bob.sign_in("bob@shop.example", PASSWORD).await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let at = |what: &str| format!("/console/settings/team/{bob_id}/{what}");
        owner.form(&at("deactivate"), &[]).await.expect(303);
        bob.get("/console/settings/profile").await.expect(303);
        bob.try_sign_in("bob@shop.example", PASSWORD).await.expect(422);
        app.browser().form("/forgot", &[("email", "bob@shop.example")]).await.expect(200);
        assert!(app.mails().await.is_empty());
        owner.form(&at("reactivate"), &[]).await.expect(303);
        bob.sign_in("bob@shop.example", PASSWORD).await;
    }

    async fn sockets_end_with_the_access(app) {
        let shop = app.shop().await;
        let bob_id = shop.person(&app.ctx, "bob@shop.example", "operator").await;
        let mut bob = app.browser();
        bob.sign_in("bob@shop.example", PASSWORD).await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let (mut his, mut hers) = (bob.socket().await, owner.socket().await);
        let out = format!("/console/settings/team/{bob_id}/deactivate");
        owner.form(&out, &[]).await.expect(303);
        assert_eq!(his.closed().await, Some(4001));
        owner.form("/logout", &[]).await.expect(303);
        assert_eq!(hers.closed().await, Some(4001));
    }

    async fn the_last_owner_stays_one(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        let at = |what: &str| format!("/console/settings/team/{}/{what}", shop.owner);
        owner.form(&at("deactivate"), &[]).await.expect(409);
        owner.form(&at("role"), &[("role", "operator")]).await.expect(409);
        shop.person(&app.ctx, "ann@shop.example", "owner").await;
        owner.form(&at("role"), &[("role", "operator")]).await.expect(303);
        owner.get("/console/settings/team").await.expect(403);
    }

    async fn each_role_may_do_what_the_table_says(app) {
        let shop = app.shop().await;
        for role in Role::ALL {
            let email = format!("{}@team.example", role.as_str());
            shop.person(&app.ctx, &email, role.as_str()).await;
            let mut somebody = app.browser();
            somebody.sign_in(&email, PASSWORD).await;
            for (action, _) in ROLES {
                let answer = probe(&somebody, &shop, *action).await;
                assert_eq!(answer.status != 403, role.may(*action), "{role:?} {action:?}");
                assert!(answer.status < 500, "{role:?} {action:?}: {}", answer.text);
            }
        }
    }

    async fn people_of_another_account_are_not_found(app) {
        let (shop, other) = (app.shop().await, app.shop_named("other").await);
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/team").await;
        for what in ["role", "deactivate", "reactivate", "resend", "withdraw"] {
            let path = format!("/console/settings/team/{}/{what}", other.owner);
            owner.form(&path, &[("role", "owner")]).await.expect(404);
        }
        let mut theirs = app.operator(&other).await;
        theirs.page("/console/settings/team").await.expect(200);
        assert!(!owner.get("/console/settings/team").await.text.contains(&other.owner_email));
    }
}
