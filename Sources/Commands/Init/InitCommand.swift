import ArgumentParser
import Shopify

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a configuration and a mapping to start from.",
        discussion: """
            Example: sluice init --shop acme.myshopify.com

            Writes sluice.yaml, hubspot.mapping.yaml and a test case for it into the current folder (or --directory). Files that exist are \
            left as they are. Secrets are not written: the files name environment variables for them.
            """
    )

    @Option(help: "The shop's permanent domain, such as acme.myshopify.com.") var shop = "acme.myshopify.com"
    @Option(help: "The folder to write into.") var directory = "."
    @OptionGroup var json: JSONOption

    func validate() throws {
        guard ShopDomain(shop) != nil else {
            throw ValidationError("--shop takes the permanent domain, which ends in .myshopify.com")
        }
    }

    func run() throws {
        let report = try InitialFiles(shop: ShopDomain(shop)?.description ?? shop, directory: directory).write()
        if json.isOn { return try Output.json(report) }
        for file in report.written { Output.line("Wrote \(file)") }
        for file in report.kept { Output.line("Kept \(file), which was there already") }
        Output.line("")
        Output.line(
            "Next: export SHOPIFY_CLIENT_SECRET=… HUBSPOT_TOKEN=…, then sluice doctor, sluice setup, sluice serve."
        )
    }
}
