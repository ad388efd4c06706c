//! `cargo xtask sbom`: what the binary and the page are made of, as `CycloneDX` 1.6.
//!
//! From the lock files alone, without a time or a random number in it: of one commit there is one
//! document. What only builds or tests is there too, marked as `excluded`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, anyhow};
use serde_json::{Value, json};

use crate::run::output;
use crate::workspace::Workspace;

/// The packages that are shipped.
const SHIPPED: [&str; 2] = ["claimdesk-server", "claimdesk-page"];
/// What npm brings: tools of the build, and the tests.
const NPM: &str = "tests/e2e/package-lock.json";

/// The document.
pub(crate) fn document(workspace: &Workspace) -> anyhow::Result<String> {
    let mut command = workspace.command("cargo");
    command.args(["metadata", "--locked", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&output(&mut command)?).context("cargo metadata")?;
    let lock = read(workspace, "Cargo.lock")?;
    let npm: Value = serde_json::from_str(&read(workspace, NPM)?).context(NPM)?;
    let document = made(&metadata, &checksums(&lock), &npm)?;
    Ok(format!("{}\n", serde_json::to_string_pretty(&document)?))
}

fn read(workspace: &Workspace, path: &str) -> anyhow::Result<String> {
    let file = workspace.path(path);
    fs::read_to_string(&file).with_context(|| file.display().to_string())
}

fn made(
    metadata: &Value,
    checksums: &BTreeMap<(String, String), String>,
    npm: &Value,
) -> anyhow::Result<Value> {
    let packages = list(&metadata["packages"]);
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (text(&node["id"]), node))
        .collect();
    let shipped = shipped(packages, &nodes);
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    let mut version = "";
    for package in packages {
        let (id, name) = (text(&package["id"]), text(&package["name"]));
        if name == "claimdesk-server" {
            version = text(&package["version"]);
        }
        let mut component = json!({
            "type": "library",
            "bom-ref": reference(package),
            "name": name,
            "version": package["version"],
            "purl": reference(package),
            "scope": if shipped.contains(id) { "required" } else { "excluded" },
        });
        if let Some(license) = package["license"].as_str() {
            // SPDX writes OR where crates once wrote a slash.
            let expression = license.replace(" / ", "/").replace('/', " OR ");
            component["licenses"] = json!([{ "expression": expression }]);
        }
        let key = (name.to_owned(), text(&package["version"]).to_owned());
        if let Some(checksum) = checksums.get(&key) {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        components.push(component);
        let on: BTreeSet<String> = nodes
            .get(id)
            .map(|node| list(&node["deps"]))
            .unwrap_or_default()
            .iter()
            .filter_map(|on| {
                let on = text(&on["pkg"]);
                packages.iter().find(|package| text(&package["id"]) == on)
            })
            .map(reference)
            .collect();
        dependencies.push(json!({ "ref": reference(package), "dependsOn": on }));
    }
    let of_npm = npm["packages"]
        .as_object()
        .ok_or_else(|| anyhow!("{NPM} has no packages"))?;
    for (path, package) in of_npm {
        let Some((_, name)) = path.rsplit_once("node_modules/") else {
            continue;
        };
        components.push(of_npm_package(name, package));
    }
    let by_reference = |one: &Value| text(&one["bom-ref"]).to_owned();
    components.sort_by_key(by_reference);
    components.dedup_by_key(|one| by_reference(one));
    dependencies.sort_by_key(|one| text(&one["ref"]).to_owned());
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "claimdesk",
                "name": "claimdesk",
                "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Packages that are in what is shipped: reached over ordinary dependencies.
fn shipped<'m>(packages: &'m [Value], nodes: &BTreeMap<&str, &'m Value>) -> BTreeSet<&'m str> {
    let mut found = BTreeSet::new();
    let mut todo: Vec<&str> = packages
        .iter()
        .filter(|package| SHIPPED.contains(&text(&package["name"])))
        .map(|package| text(&package["id"]))
        .collect();
    while let Some(id) = todo.pop() {
        if !found.insert(id) {
            continue;
        }
        let deps = nodes.get(id).map(|node| list(&node["deps"]));
        let ordinary = |dep: &&Value| {
            let kinds = list(&dep["dep_kinds"]);
            kinds.iter().any(|kind| kind["kind"].is_null())
        };
        let deps = deps.unwrap_or_default().iter().filter(ordinary);
        todo.extend(deps.map(|dep| text(&dep["pkg"])));
    }
    found
}

fn of_npm_package(name: &str, package: &Value) -> Value {
    let purl = format!(
        "pkg:npm/{}@{}",
        name.replacen('@', "%40", 1),
        text(&package["version"])
    );
    let mut component = json!({
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": package["version"],
        "purl": purl,
        "scope": "excluded",
    });
    if let Some(license) = package["license"].as_str() {
        component["licenses"] = json!([{ "expression": license }]);
    }
    if let Some(integrity) = package["integrity"].as_str() {
        component["properties"] = json!([{ "name": "npm:integrity", "value": integrity }]);
    }
    component
}

/// The checksums of a `Cargo.lock`, by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    lock.split("[[package]]")
        .filter_map(|package| {
            let value = |key: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(key))?;
                Some(line.trim_matches('"').to_owned())
            };
            let key = (value("name = ")?, value("version = ")?);
            Some((key, value("checksum = ")?))
        })
        .collect()
}

fn reference(package: &Value) -> String {
    format!(
        "pkg:cargo/{}@{}",
        text(&package["name"]),
        text(&package["version"])
    )
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_told_from_what_only_tests() {
        let package = |name: &str| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0" });
        let dep = |on: &str, kind: Value| json!({ "pkg": on, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("claimdesk-server"), package("axum"), package("tempfile")],
            "resolve": { "nodes": [
                { "id": "claimdesk-server", "deps": [dep("axum", Value::Null), dep("tempfile", json!("dev"))] },
                { "id": "axum", "deps": [] },
                { "id": "tempfile", "deps": [] },
            ] },
        });
        let lock = "[[package]]\nname = \"axum\"\nversion = \"1.0.0\"\nchecksum = \"abc\"\n";
        let npm = json!({ "packages": {
            "": {},
            "node_modules/@axe/core": { "version": "4.0.0", "license": "MPL-2.0", "integrity": "sha512-x" },
        } });
        let document = made(&metadata, &checksums(lock), &npm).unwrap();
        let components = list(&document["components"]);
        let told: Vec<(&str, &str)> = components
            .iter()
            .map(|one| (text(&one["purl"]), text(&one["scope"])))
            .collect();
        assert_eq!(
            told,
            [
                ("pkg:cargo/axum@1.0.0", "required"),
                ("pkg:cargo/claimdesk-server@1.0.0", "required"),
                ("pkg:cargo/tempfile@1.0.0", "excluded"),
                ("pkg:npm/%40axe/core@4.0.0", "excluded"),
            ]
        );
        assert_eq!(components[0]["hashes"][0]["content"], "abc");
        assert_eq!(
            components[0]["licenses"][0]["expression"],
            "MIT OR Apache-2.0"
        );
        assert_eq!(
            document["dependencies"][1]["dependsOn"][0],
            "pkg:cargo/axum@1.0.0"
        );
    }
}
