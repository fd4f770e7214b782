//! Files in a bucket that speaks S3.

use leadbell::db::Backend;
use leadbell::ids;

use super::{id, stored};
use crate::support::{S3, TempFolder, TestApp, run};

fn with_bucket(
    sentence: impl for<'a> FnOnce(
        &'a mut TestApp,
        S3,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>
    + 'static,
) {
    let Some(server) = S3::start() else { return };
    run(Backend::Sqlite, move |app| {
        Box::pin(async move {
            app.configure(|config| config.files = server.storage()).await;
            sentence(app, server).await;
        })
    });
}

#[test]
fn a_file_is_stored_read_and_removed_in_a_bucket_with_valid_signatures() {
    with_bucket(|app, bucket| {
        Box::pin(async move {
            let shop = app.shop().await;
            let mut anna = app.visitor(&shop);
            anna.view().await.expect(200);
            let content = "hello ".repeat(200_000);
            let file = anna.upload(ids::new_id(), "a.txt", content.as_bytes()).await.expect(201);
            assert_eq!((bucket.files().len(), stored(app)), (1, 0));
            let name = id(&file.body["id"]).simple().to_string();
            assert!(bucket.files()[0].ends_with(format!("leadbell/{}/{name}", &name[30..])));
            let files = serde_json::json!({ "files": [file.body["id"]] });
            let links = anna.post("/v1/links", files).await.expect(200);
            let link =
                links.body["links"].as_object().and_then(|all| all.values().next()?.as_str());
            let read = anna.get(link.expect("a link")).await.expect(200);
            assert_eq!(read.text, content);
            app.advance(27 * leadbell::clock::HOUR).await;
            assert_eq!(bucket.files().len(), 0);
        })
    });
}

#[test]
fn an_upload_that_the_bucket_does_not_take_is_answered_with_try_again_and_succeeds_later() {
    with_bucket(|app, bucket| {
        Box::pin(async move {
            let shop = app.shop().await;
            let mut anna = app.visitor(&shop);
            anna.view().await.expect(200);
            bucket.be_away(true);
            let client = ids::new_id();
            let refused = anna.upload(client, "a.txt", b"hello").await.expect(503);
            assert_eq!(refused.code(), "unavailable");
            assert!(!refused.text.contains("Slow"), "{}", refused.text);
            bucket.be_away(false);
            let file = anna.upload(client, "a.txt", b"hello again").await.expect(201);
            assert_eq!(file.body["size"], 11);
            app.configure(|config| config.files = bucket.wrong_storage()).await;
            anna.upload(ids::new_id(), "a.txt", b"hello").await.expect(503);
            let left = crate::support::files_in(&app.data().join(leadbell::files::PARTS));
            assert!(left.is_empty(), "{left:?}");
        })
    });
}

#[test]
fn a_backup_says_that_the_bucket_is_not_in_it() {
    let Some(server) = S3::start() else { return };
    crate::support::block_on(async {
        let folder = TempFolder::new("backup");
        let mut config = leadbell::config::Config::in_folder(folder.path().join("data")).unwrap();
        config.files = server.storage();
        leadbell::cli::migrate(&config).await.expect("a database");
        let said = leadbell::cli::backup(&config, &folder.path().join("it.tar.gz"), false).await;
        let said = said.expect("a backup");
        assert!(said.contains("in the bucket"), "{said}");
    });
}
