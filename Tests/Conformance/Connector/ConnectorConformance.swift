import SyncModel
import Testing

/// One sentence of the contract of ``CRMConnector``, and how to see whether a connector keeps it.
package struct ConnectorCheck: Sendable, CustomTestStringConvertible {
    package var name: String
    package var run: @Sendable (any ConnectorStage) async throws -> Void

    package var testDescription: String { name }

    init(_ name: String, _ run: @escaping @Sendable (any ConnectorStage) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// What every connector must do, against a CRM that was not written from it.
package enum ConnectorConformance {
    package static let checks: [ConnectorCheck] =
        writing + people + associating + troubled + garbled + reading + comparing + removing
}
