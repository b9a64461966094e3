import ArgumentParser
import Connectors
import Foundation
import SyncModel

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a configuration and a mapping to start from.",
        discussion: """
            Example: sluice init --shop acme.myshopify.com

            Writes sluice.yaml and hubspot.mapping.yaml into the current folder (or --directory). Files that exist are \
            left as they are. Secrets are not written: the files name environment variables for them.
            """
    )

    @Option(help: "The shop's permanent domain, such as acme.myshopify.com.") var shop = "acme.myshopify.com"
    @Option(help: "The folder to write into.") var directory = "."
    @OptionGroup var json: JSONOption

    private struct Report: Codable {
        var written: [String]
        var kept: [String]
    }

    func validate() throws {
        guard shop.hasSuffix(".myshopify.com"), shop.count > 14 else {
            throw ValidationError("--shop takes the permanent domain, which ends in .myshopify.com")
        }
    }

    func run() throws {
        let name = String(shop.dropLast(14))
        let files = [
            ("sluice.yaml", ConfigurationTemplate.text(store: name, shop: shop)),
            ("hubspot.mapping.yaml", HubSpotDefaultMapping.text),
        ]
        var report = Report(written: [], kept: [])
        let folder = URL(fileURLWithPath: directory)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (file, text) in files {
                let url = folder.appendingPathComponent(file)
                if FileManager.default.fileExists(atPath: url.path) {
                    report.kept.append(file)
                } else {
                    try Data(text.utf8).write(to: url, options: .withoutOverwriting)
                    report.written.append(file)
                }
            }
        } catch {
            throw CommandFailure.failed("Cannot write into \(directory): \(error.localizedDescription)")
        }
        if json.isOn { return try Output.json(report) }
        for file in report.written { Output.line("Wrote \(file)") }
        for file in report.kept { Output.line("Kept \(file), which was there already") }
        Output.line("")
        Output.line(
            "Next: export SHOPIFY_CLIENT_SECRET=… HUBSPOT_TOKEN=…, then sluice doctor, sluice setup, sluice serve."
        )
    }
}
