import Connectors
import Foundation
import SyncModel

// The description of a CRM that the user describes.
extension ConfigurationReader {
    /// `builtin:NAME`, or the path of a file that is there; what is neither is reported.
    mutating func definition(_ destination: DocumentNode, _ descriptor: ConnectorDescriptor) -> String? {
        let node = destination["definition"]
        guard descriptor.describe != nil else {
            if let node { report(node, "type \(descriptor.type) takes no definition", fix: "only type rest has one") }
            return nil
        }
        let shipped = descriptor.definitions.keys.sorted().map { "builtin:\($0)" }
        guard let node, let text = node.text, !text.isEmpty else {
            report(
                destination,
                "\"definition\" is missing",
                fix: "a file that describes the CRM (docs/connectors/rest.md), or one of "
                    + shipped.joined(separator: ", ")
            )
            return nil
        }
        if text.hasPrefix("builtin:") {
            if !shipped.contains(text) {
                let nearest = NearestName.of(text, among: shipped).map { "did you mean \"\($0)\"?" }
                report(node, "there is no \"\(text)\"", fix: nearest ?? "one of " + shipped.joined(separator: ", "))
            }
            return text
        }
        let file = path(of: text)
        if !FileManager.default.isReadableFile(atPath: file) {
            report(
                node,
                "the definition file \"\(text)\" cannot be read",
                fix: "docs/connectors/rest.md says how one is written"
            )
        }
        return file
    }
}
