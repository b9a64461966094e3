import Connectors
import Foundation

/// The files to begin with; what is there already is left as it is.
struct InitialFiles {
    struct Report: Codable {
        var written: [String]
        var kept: [String]
    }

    /// The permanent domain, `….myshopify.com`.
    var shop: String
    var directory: String

    func write() throws -> Report {
        let name = String(shop.dropLast(14))
        let files = [
            ("sluice.yaml", ConfigurationTemplate.text(store: name, shop: shop)),
            ("hubspot.mapping.yaml", HubSpotDefaultMapping.text),
            ("hubspot.mapping.tests/paid-order.case.yaml", HubSpotExampleCase.text),
        ]
        var report = Report(written: [], kept: [])
        let folder = URL(fileURLWithPath: directory)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (file, text) in files {
                let url = folder.appendingPathComponent(file)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
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
        return report
    }
}
