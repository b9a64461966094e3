import ArgumentParser
import Connectors
import Shopify

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a configuration and a mapping to start from.",
        discussion: """
            Example: sluice init --shop acme.myshopify.com
            Example: sluice init --crm salesforce --crm zoho

            Writes sluice.yaml, and for each CRM its mapping or its description with a test case, into the current folder \
            (or --directory). Files that exist are left as they are. Secrets are not written: the files name environment \
            variables for them.

            A CRM is one of: \(InitialDestination.choices.joined(separator: ", ")). "rest" writes a description to change, \
            for any CRM with a JSON API; "builtin:NAME" takes one that ships.
            """
    )

    @Option(help: "The shop's permanent domain, such as acme.myshopify.com.") var shop = "acme.myshopify.com"
    @Option(help: "The CRM to write to; may be given several times. Default: hubspot.") var crm: [String] = []
    @Option(help: "The folder to write into.") var directory = "."
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard ShopDomain(shop) != nil else {
            throw ValidationError("--shop takes the permanent domain, which ends in .myshopify.com")
        }
        guard Set(crm).count == crm.count else {
            throw ValidationError("--crm names a CRM twice; copy its entry in sluice.yaml for a second account of it")
        }
    }

    func run() throws {
        let crms = crm.isEmpty ? ["hubspot"] : crm
        let report = try InitialFiles(
            shop: ShopDomain(shop)?.description ?? shop,
            directory: directory,
            crms: crms
        ).write()
        if json.isOn { return try Output.json(report) }
        for file in report.written { Output.line("Wrote \(file)") }
        for file in report.kept { Output.line("Kept \(file), which was there already") }
        Output.line("")
        let variables = report.variables.map { "\($0)=…" }.joined(separator: " ")
        Output.line("Next: export \(variables), then \(Self.steps(crms).joined(separator: ", ")).")
        for path in Self.pages(crms) { Output.line("\(path) leads to the credentials.") }
    }

    /// The commands that follow; Zoho's refresh token is made by one of ours.
    static func steps(_ crms: [String]) -> [String] {
        (crms.contains("zoho") ? ["sluice connect zoho --code CODE"] : []) + [
            "sluice doctor", "sluice setup", "sluice serve",
        ]
    }

    /// What is to be read of the CRMs.
    private static func pages(_ crms: [String]) -> [String] {
        let pages = crms.compactMap { try? InitialDestination($0)?.descriptor.docsPath }
        return pages.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
