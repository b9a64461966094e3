import Foundation
import SyncModel

/// The files to begin with; what is there already is left as it is.
struct InitialFiles {
    struct Report: Codable {
        var written: [String]
        var kept: [String]
        /// The environment variables that the configuration needs.
        var variables: [String]
    }

    /// The permanent domain, `….myshopify.com`.
    var shop: String
    var directory: String
    /// The CRMs, as ``InitialDestination`` names them.
    var crms = ["hubspot"]

    func write() throws -> Report {
        let name = String(shop.dropLast(14))
        let destinations = try crms.map { choice in
            guard let destination = try InitialDestination(choice) else { throw Self.unknown(choice) }
            return destination
        }
        let configuration = ConfigurationTemplate.text(store: name, shop: shop, destinations: destinations)
        let files =
            [("sluice.yaml", configuration)] + destinations.flatMap(\.files).map { ($0.name, $0.text) }
        var report = Report(written: [], kept: [], variables: ConfigurationTemplate.variables(in: configuration))
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

    private static func unknown(_ choice: String) -> CommandFailure {
        let nearest = NearestName.of(choice, among: InitialDestination.choices).map { " Did you mean \($0)?" } ?? ""
        return .usage(
            "There is no CRM \"\(choice)\": --crm takes \(InitialDestination.choices.joined(separator: ", ")).\(nearest)"
        )
    }
}
