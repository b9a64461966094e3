import Foundation
package import SyncModel

/// Where spans go, and which.
package struct TracingSettings: Sendable, Hashable {
    /// The whole address, such as `http://127.0.0.1:4318/v1/traces`.
    package var url: String
    /// What the collector asks for, such as a key.
    package var headers: [String: Secret] = [:]
    /// The part of all deliveries that is traced, 0 to 1.
    package var sample = 0.1

    /// Where a collector takes spans that is named without a path.
    static func address(_ text: String) -> String {
        let afterScheme = text.range(of: "://").map { text[$0.upperBound...] } ?? text[...]
        return afterScheme.contains("/") ? text : text + "/v1/traces"
    }
}
