import SyncModel
import Testing

extension ConnectorConformance {
    static let troubled: [ConnectorCheck] = ConnectorTrouble.allCases.map { trouble in
        ConnectorCheck(
            "A write that goes wrong (\(trouble)) is told truly, and made once when it is repeated.",
            needs: []
        ) { stage in
            for kind in stage.kinds {
                let records = (1...3).map { stage.record($0, kind) }
                try await stage.trouble(trouble, kind: kind)
                let first = await Attempt(of: records, kind, stage)
                first.expect(trouble, kind)
                // As the engine does it: the same again, once the time for that has come.
                var last = first
                for _ in 0..<3 where !last.isWhole { last = await Attempt(of: records, kind, stage) }
                #expect(last.isWhole, "\(kind): \(last.outcomes) \(String(describing: last.fault))")
                #expect(try await stage.count(kind) == 3, "\(kind)")
            }
        }
    }

    /// A call of `upsert`, with what it told.
    private struct Attempt {
        var outcomes: [UpsertOutcome] = []
        var fault: DeliveryFault?

        init(of records: [CRMUpsert], _ kind: RecordKind, _ stage: any ConnectorStage) async {
            do {
                outcomes = try await stage.connector.upsert(records, kind: kind)
            } catch {
                fault = error
            }
        }

        var isWhole: Bool {
            fault == nil && !outcomes.isEmpty
                && outcomes.allSatisfy { if case .written = $0 { true } else { false } }
        }

        var faults: [DeliveryFault] {
            [fault].compactMap { $0 }
                + outcomes.compactMap { if case .failed(let fault) = $0 { fault } else { nil } }
        }

        /// No record is blamed for what befell the call, and what may have been written is said to be so.
        func expect(_ trouble: ConnectorTrouble, _ kind: RecordKind) {
            for fault in faults {
                switch fault.disposition {
                case .park, .bisect: Issue.record("\(kind): \(trouble) is told as \(fault)")
                case .retry, .wait: break
                case .pause: #expect(trouble == .unauthorized, "\(kind): \(fault)")
                }
                if trouble == .throttled { #expect(!fault.mayBeWritten, "\(kind): \(fault)") }
            }
            // Records that were not tried after it may say that they were not.
            if trouble.isWritten, !faults.isEmpty {
                #expect(faults.contains(where: { $0.mayBeWritten }), "\(kind): \(faults)")
            }
        }
    }
}
