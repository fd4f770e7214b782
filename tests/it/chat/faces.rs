//! The pictures of who answers.

use serde_json::{Value, json};

use super::{member, owner};
use crate::support::Operator;

const PATH: &str = "/api/v1/me/face";

/// The beginning of a WebP of this size.
fn webp(side: u16) -> Vec<u8> {
    let mut picture = b"RIFF\x1e\0\0\0WEBPVP8 \x12\0\0\0\x30\x01\0\x9d\x01\x2a".to_vec();
    picture.extend(side.to_le_bytes());
    picture.extend(side.to_le_bytes());
    picture.extend([0; 8]);
    picture
}

async fn status_of(operator: &Operator, face: &Value) -> u16 {
    operator.get(&format!("/v1/faces/{}", face.as_str().expect("an id"))).await.status
}

both! {
    async fn visitors_see_the_picture_of_who_is_there_and_of_who_answers(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        operator.put_bytes(PATH, &webp(128)).await.expect(204);
        let (_, mut team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        let face = page.hello(None, 0).await["team"][0]["face"].clone();
        let picture = anna.get(&format!("/v1/faces/{}", face.as_str().expect("an id"))).await.expect(200);
        assert_eq!(picture.headers["content-type"], "image/webp");
        assert_eq!(picture.headers["access-control-allow-origin"], "*");
        let conversation = page.say("Hello").await["conversation"].clone();
        team.reply(&conversation, "Hi").await;
        loop {
            let state = page.expect("state").await;
            if state["operator"]["face"] == face {
                break;
            }
        }
        // Another one has another id: nobody keeps the old one.
        operator.put_bytes(PATH, &webp(64)).await.expect(204);
        assert_eq!(status_of(&operator, &face).await, 404);
        let welcome = anna.socket().await.hello(None, 0).await;
        let other = &welcome["state"]["operator"]["face"];
        assert_eq!((status_of(&operator, other).await, other == &face), (200, false));
        operator.delete(PATH, json!({})).await.expect(204);
        operator.delete(PATH, json!({})).await.expect(204);
        assert_eq!(anna.socket().await.hello(None, 0).await["state"]["operator"].get("face"), None);
        app.mails().await;
    }

    async fn what_is_no_small_picture_is_refused_and_changes_nothing(app) {
        let shop = app.shop().await;
        let operator = member(app, shop.owner).await;
        operator.put_bytes(PATH, &webp(128)).await.expect(204);
        let mut half = webp(128);
        half.truncate(30);
        let heading = [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0".as_slice(), &[0; 4], &[63, 0, 0, 63, 0, 0]].concat();
        for wrong in [half, webp(0), heading] {
            assert_eq!(operator.put_bytes(PATH, &wrong).await.expect(422).code(), "not_a_picture");
        }
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        for (content, status, code) in [
            (&b""[..], 422, "not_a_picture"),
            (svg, 422, "not_a_picture"),
            (b"\x89PNG\r\n\x1a\n", 422, "not_a_picture"),
            (&webp(513), 413, "too_many_pixels"),
            (&[webp(128), vec![0; 65_536]].concat(), 413, "file_too_large"),
        ] {
            let refused = operator.put_bytes(PATH, content).await.expect(status);
            assert_eq!(refused.body["code"], code);
        }
        let page = operator.get("/console/settings/profile").await.expect(200);
        assert!(page.text.contains("/v1/faces/"), "the picture is there");
        operator.get("/v1/faces/none").await.expect(400);
    }
}
