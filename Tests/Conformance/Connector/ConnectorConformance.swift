package import SyncModel
import Testing

/// One sentence of the contract of ``CRMConnector``, and how to see whether a connector keeps it.
package struct ConnectorCheck: Sendable, CustomTestStringConvertible {
    package var name: String
    /// The kinds of records that it takes to see it; with none, those that the connector has.
    package var needs: Set<RecordKind>
    package var run: @Sendable (any ConnectorStage) async throws -> Void

    package var testDescription: String { name }

    init(
        _ name: String,
        needs: Set<RecordKind> = Set(RecordKind.allCases),
        _ run: @escaping @Sendable (any ConnectorStage) async throws -> Void
    ) {
        self.name = name
        self.needs = needs
        self.run = run
    }
}

/// What every connector must do, against a CRM that was not written from it.
package enum ConnectorConformance {
    package static let checks: [ConnectorCheck] =
        writing + people + associating + troubled + garbled + reading + comparing + removing

    /// The checks of a connector that has nothing but orders.
    package static let checksOfOrders = checks.filter { $0.needs.isSubset(of: [.order]) }
}
