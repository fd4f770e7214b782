use std::path::Path;

use super::*;

fn read(toml: &str, environment: &[(&str, &str)]) -> Result<Config> {
    let mut given = Given::default();
    given.read_toml(toml, Path::new("leadbell.toml"))?;
    let variables = environment.iter().map(|(name, value)| (name.into(), value.into()));
    given.read_environment(variables)?;
    Config::check(given, "data".into())
}

fn refusal(toml: &str, environment: &[(&str, &str)]) -> String {
    read(toml, environment).err().map(|cause| cause.to_string()).unwrap_or_default()
}

#[test]
fn a_wrong_value_is_refused_with_its_name_and_the_reason() {
    for (name, value, reason) in [
        ("LISTEN", "here", "`here` is not an address and a port, such as 127.0.0.1:8080"),
        ("PUBLIC_URL", "chat.example.com", "such as https://chat.example.com"),
        ("PUBLIC_URL", "https://example.com/chat", "such as https://chat.example.com"),
        ("PUBLIC_URL", "https://example.com?chat", "such as https://chat.example.com"),
        ("PUBLIC_URL", "https://example.com/#chat", "such as https://chat.example.com"),
        ("PUBLIC_URL", "https://ann:secret@example.com", "such as https://chat.example.com"),
        ("DATABASE_URL", "mysql://ann:secret@x", "must begin with sqlite: or postgres://"),
        ("DATABASE_URL", "postgres://ann:secret@x:port", "give postgres://user:password@host"),
        ("DATABASE_URL", "postgres://ann:secret/@x", "give postgres://user:password@host"),
        ("DATABASE_CONNECTIONS", "0", "`0` is not a whole number from 2 to 200"),
        ("DATABASE_CONNECTIONS", "many", "`many` is not a whole number from 2 to 200"),
        ("SQLITE_SYNC", "never", "`never` is neither full nor normal"),
        ("SMTP_URL", "mail.example.com", "give smtp:// or smtps:// with a host"),
        ("SMTP_URL", "smtp://ann:12?secret@x", "knows no parameter but tls"),
        ("SMTP_CA", "Cargo.toml", "it is for a mail server with TLS"),
        ("MAIL_FROM", "nobody", "`nobody` is not a sender such as Leadbell <"),
        ("SECRET_KEY", "secret", "must have 32 characters at least"),
        ("SECRET_KEY", "", "must have 32 characters at least"),
        ("TRUSTED_PROXIES", "10.0.0.0/8, elsewhere", "`elsewhere` is not an address or a network"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,::/0", "::/0 is every address"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "0.0.0.0/0 is every address"),
        ("ALLOW_NETS", "home", "`home` is not an address or a network"),
        ("FILES_URL", "ftp://ann:secret@files", "give a folder"),
        ("FILES_URL", "s3://ann:secret@files", "s3://KEY:SECRET@host/bucket"),
        ("FILES_URL", "s3://ann:sec/ret@files/chat", "written as %2F"),
        ("FILES_URL", "s3://ann:secret@files/chat?acl=all", "no parameter but region"),
        ("REDIS_URL", "redis.example:secret", "give redis://host:6379"),
        ("REDIS_URL", "redis://:secret@localhost", "need PostgreSQL: set LEADBELL_DATABASE_URL"),
        ("METRICS_PUBLIC", "maybe", "`maybe` is neither true nor false"),
        ("LOG", "leadbell=loud", "`leadbell=loud` is not a log filter such as info"),
        ("LOG", "inof", "`inof` is not a log filter such as info"),
        ("COLOR", "red", "there is no setting of this name"),
    ] {
        let variable = format!("LEADBELL_{name}");
        let text = refusal("", &[(&variable, value)]);
        assert!(text.starts_with(&format!("{variable}: ")), "{value} gave: {text}");
        assert!(text.contains(reason), "{value} gave: {text}");
        assert!(!text.contains("secret"), "{text}");
        let name = name.to_lowercase();
        let text = refusal(&format!("{name} = '{value}'"), &[]);
        assert!(text.contains("leadbell.toml") && text.contains(&format!("`{name}`")), "{text}");
        assert!(name == "secret_key" || !text.contains("secret"), "{text}");
    }
}

#[test]
fn several_nodes_share_a_database_a_key_and_files() {
    let postgres = "database_url = 'postgres://localhost/x'\nredis_url = 'redis://localhost'";
    let with_key = format!("{postgres}\nsecret_key = '{}'", "k".repeat(32));
    let whole = format!("{with_key}\nfiles_url = 'file:///srv/files'");
    assert!(refusal(postgres, &[]).contains("set LEADBELL_SECRET_KEY"));
    assert!(refusal(&with_key, &[]).contains("set LEADBELL_FILES_URL"));
    assert_eq!(refusal(&whole, &[]), "");
}

#[test]
fn a_broken_file_is_named_with_the_line_and_without_what_stands_there() {
    for toml in ["log = 'info'\nsecret_key = \"tell nobody\n", "\nlisten 'tell nobody'"] {
        let text = refusal(toml, &[]);
        assert!(text.starts_with("leadbell.toml, line 2: "), "{text}");
        assert!(!text.contains("nobody") && !text.contains('\n'), "{text}");
    }
    let text = refusal("listen = ['127.0.0.1:80']", &[]);
    assert!(text.starts_with("leadbell.toml: `listen` must be a text in quotes"), "{text}");
}

#[test]
fn a_limit_is_a_whole_number_of_one_or_more_and_has_a_known_name() {
    let read = read("[limits]\nforms_visitor = 7", &[]).unwrap();
    assert_eq!((read.limits.forms_visitor, read.limits.forms_site), (7, 600));
    for wrong in ["0", "-1", "1.5", "'7'", "5000000000"] {
        let text = refusal(&format!("[limits]\nforms_visitor = {wrong}"), &[]);
        let wanted = "leadbell.toml: `forms_visitor` in [limits] must be a whole number from 1 to ";
        assert!(text.starts_with(wanted), "{wrong} gave: {text}");
    }
    let text = refusal("[limits]\nforms = 7", &[]);
    assert_eq!(text, "leadbell.toml: there is no limit `forms` in [limits]");
}

#[test]
fn the_environment_counts_more_than_the_file_and_an_empty_variable_not_at_all() {
    let toml = "listen = '127.0.0.1:1'\nlog_json = true\nsqlite_sync = 'normal'";
    let environment =
        [("LEADBELL_LISTEN", "127.0.0.1:2"), ("LEADBELL_SMTP_URL", ""), ("HOME", "x")];
    let kept = read(toml, &[("LEADBELL_LISTEN", " ")]).unwrap();
    assert_eq!(kept.listen.port(), 1);
    let read = read(toml, &environment).unwrap();
    assert_eq!(read.listen.port(), 2);
    assert!(read.log_json && read.smtp_url.is_none());
}

#[test]
fn a_number_and_every_usual_word_for_yes_and_no_are_taken_from_the_environment() {
    for (word, wanted) in [("1", true), ("yes", true), ("On", true), ("true", true)]
        .into_iter()
        .chain([("0", false), ("no", false), ("OFF", false), ("false", false)])
    {
        let read = read("metrics_public = true", &[("LEADBELL_METRICS_PUBLIC", word)]).unwrap();
        assert_eq!(read.metrics_public, wanted, "{word}");
    }
    let digits = "12345678901234567890123456789012";
    let read = read("", &[("LEADBELL_SECRET_KEY", digits), ("LEADBELL_DATA", "2026")]).unwrap();
    assert_eq!(read.secret_key.as_deref(), Some(digits));
    assert_eq!(read.data, Path::new("2026"));
}

#[test]
fn an_address_without_a_mask_is_a_network_of_one() {
    let nets = values::networks("10.1.2.3,::1 192.168.0.0/16").unwrap();
    let nets: Vec<String> = nets.iter().map(ToString::to_string).collect();
    assert_eq!(nets, ["10.1.2.3/32", "::1/128", "192.168.0.0/16"]);
}

#[test]
fn every_setting_that_the_readme_and_the_examples_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files =
        ["README.md", "deploy/compose.yaml", "deploy/Dockerfile", "deploy/leadbell.service"];
    for file in files {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        for rest in text.split("LEADBELL_").skip(1) {
            let is_part = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_';
            let name: String = rest.chars().take_while(is_part).collect();
            // What only tests read.
            if name.starts_with("TEST_") || name.starts_with("E2E_") {
                continue;
            }
            let refusal = refusal("", &[(&format!("LEADBELL_{name}"), "")]);
            assert!(!refusal.contains("there is no setting"), "{file}: {refusal}");
        }
    }
}
