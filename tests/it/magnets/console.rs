//! The pages of magnets: what the team sets up, and who gets it.

use leadbell::ids;

use super::{at, grant};
use crate::support::Operator;

/// The fields of a form with others over the usual ones.
fn fields<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual =
        [("name", "Guide"), ("title", "The guide"), ("days", "7"), ("uses", "2"), ("rev", "1")];
    let kept = usual.into_iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    kept.chain(more.iter().copied()).collect()
}

/// The id of the magnet to whose page an answer leads.
fn made(location: &str) -> uuid::Uuid {
    let id = location.trim_start_matches("/console/magnets/").split('?').next();
    id.and_then(|id| id.parse().ok()).expect("an id")
}

async fn add(
    team: &Operator,
    more: &[(&str, &str)],
    file: Option<(&str, &str, &[u8])>,
) -> uuid::Uuid {
    let answer = team.parts("/console/magnets/new", &fields(more), file).await.expect(303);
    made(answer.header("location"))
}

both! {
    async fn a_file_is_uploaded_replaced_and_saved_by_who_has_a_link(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let pdf: &[u8] = b"%PDF-1.7 the first";
        let magnet = add(&team, &[("kind", "file")], Some(("file", "../Guide \u{202e}1.pdf", pdf))).await;
        let link = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        let answer = reqwest::Client::new().post(&link).form(&[("what", "take")]).send().await.expect("an answer");
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        let name = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
        assert!(name.starts_with("attachment; filename=\"Guide 1.pdf\""), "{name}");
        assert_eq!(answer.bytes().await.expect("a body"), pdf);
        let page = format!("/console/magnets/{magnet}");
        let second: &[u8] = b"%PDF-1.7 the second";
        team.parts(&page, &fields(&[]), Some(("file", "two.pdf", second))).await.expect(303);
        assert!(at("POST", &link).await.1.ends_with("the second"));
        assert_eq!(at("POST", &link).await.0, 410, "twice is twice");
        let list = team.get("/console/magnets").await.expect(200);
        assert!(list.text.contains("The guide") || list.text.contains("Guide"), "{}", list.text);
    }

    async fn what_is_wrong_with_a_magnet_stands_beside_its_field(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let new = "/console/magnets/new";
        for (more, file, field) in [
            (vec![("kind", "file")], None, "file"),
            (vec![("kind", "file")], Some(("file", "a.exe", &b"MZ"[..])), "file"),
            (vec![("kind", "link"), ("url", "javascript:alert(1)")], None, "url"),
            (vec![("kind", "link"), ("url", "")], None, "url"),
            (vec![("kind", "coupon")], None, "code"),
            (vec![("kind", "coupon"), ("code", "X"), ("valid_until", "soon")], None, "valid_until"),
            (vec![("kind", "coupon"), ("code", "X"), ("days", "0")], None, "days"),
            (vec![("kind", "coupon"), ("code", "X"), ("uses", "many")], None, "uses"),
            (vec![("kind", "coupon"), ("code", "X"), ("name", " ")], None, "name"),
            (vec![("kind", "coupon"), ("code", "X"), ("title", "")], None, "title"),
        ] {
            let answer = team.parts(new, &fields(&more), file).await.expect(422);
            let beside = format!("id=\"{field}-error\"");
            assert!(answer.text.contains(&beside), "{field} of {more:?}: {}", answer.text);
        }
        assert!(team.get("/console/magnets").await.text.contains("No magnet yet"));
    }

    async fn a_pool_is_filled_by_lists_and_each_code_is_in_it_once(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = add(&team, &[("kind", "coupon"), ("codes", "A1\nB2\nA1")], None).await;
        let path = format!("/console/magnets/{magnet}/codes");
        let list: &[u8] = b"B2;10 %\nC3;10 %\n";
        let answer = team.parts(&path, &[("codes", "D4")], Some(("list", "codes.csv", list))).await;
        assert!(answer.expect(303).header("location").ends_with("codes=2"));
        team.parts(&path, &[("codes", " ")], None).await.expect(422);
        let mut codes = Vec::new();
        for _ in 0..4 {
            codes.extend(grant(app, &shop, magnet, ids::new_id()).await.code);
        }
        codes.sort();
        assert_eq!(codes, ["A1", "B2", "C3", "D4"]);
        let page = team.get(&format!("/console/magnets/{magnet}")).await.expect(200);
        assert!(page.text.contains("0 of 4 are left"), "{}", page.text);
    }

    async fn two_people_who_change_a_magnet_do_not_undo_each_other(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = add(&team, &[("kind", "coupon"), ("code", "X")], None).await;
        let path = format!("/console/magnets/{magnet}");
        team.parts(&path, &fields(&[("code", "Y")]), None).await.expect(303);
        let late = team.parts(&path, &fields(&[("code", "Z")]), None).await.expect(409);
        assert!(late.text.contains("Somebody else has saved"), "{}", late.text);
        assert_eq!(grant(app, &shop, magnet, ids::new_id()).await.code.as_deref(), Some("Y"));
    }

    async fn a_deleted_magnet_comes_back_and_its_links_with_it(app) {
        let shop = app.shop().await;
        let team = app.operator(&shop).await;
        let magnet = add(&team, &[("kind", "coupon"), ("code", "X")], None).await;
        let link = grant(app, &shop, magnet, ids::new_id()).await.link.expect("a link");
        let deleted = team.form(&format!("/console/magnets/{magnet}/delete"), &[]).await.expect(303);
        assert!(team.get(deleted.header("location")).await.text.contains("is deleted"));
        assert_eq!(at("GET", &link).await.0, 410);
        team.get(&format!("/console/magnets/{magnet}")).await.expect(404);
        team.form(&format!("/console/magnets/{magnet}/restore"), &[]).await.expect(303);
        assert_eq!(at("GET", &link).await.0, 200);
    }

    async fn without_the_token_of_the_session_nothing_is_uploaded(app) {
        let shop = app.shop().await;
        let mut team = app.operator(&shop).await;
        team.csrf = "guessed".into();
        let form = fields(&[("kind", "coupon"), ("code", "X")]);
        team.parts("/console/magnets/new", &form, None).await.expect(403);
        assert!(team.get("/console/magnets").await.text.contains("No magnet yet"));
    }
}
