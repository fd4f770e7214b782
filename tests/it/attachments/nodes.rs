//! Files where several nodes serve one team.

use leadbell::ids;

use super::id;
use crate::chat::member_at;

with_redis! {
    async fn a_file_that_one_node_took_is_given_by_another(app, redis) {
        let second = app.node(redis).await;
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let here = anna.upload(ids::new_id(), "a.txt", b"from a visitor").await.expect(201);
        let there = member_at(app, shop.owner, second.clone()).await;
        let theirs = there.upload(ids::new_id(), "b.txt", b"from the team").await.expect(201);
        let links = anna
            .post("/v1/links", serde_json::json!({"files": [id(&here.body["id"])]}))
            .await
            .expect(200);
        let link = links.body["links"][here.body["id"].as_str().unwrap_or_default()].clone();
        assert_eq!(there.get(link.as_str().expect("a link")).await.expect(200).text, "from a visitor");
        let path = format!("/api/v1/files/{}", id(&theirs.body["id"]));
        let link = member_at(app, shop.owner, app.url.clone()).await.get(&path).await.expect(303);
        let mut visitor = anna.clone();
        for node in [app.url.clone(), second] {
            visitor.base = node;
            assert_eq!(visitor.get(link.header("location")).await.expect(200).text, "from the team");
        }
    }
}
