/// A pipeline of deals or orders with its stages in order.
package struct HubSpotPipeline: Sendable, Equatable {
    package struct Stage: Sendable, Equatable {
        package let id: String
        package let label: String
        /// `isClosed` and `probability` for deals, `state` for orders; all text.
        package let metadata: [String: String]
    }

    package let id: String
    package let label: String
    package let stages: [Stage]

    func stage(_ id: String) -> Stage? { stages.first { $0.id == id } }

    func json(displayOrder: Int) -> SandboxJSON {
        let epoch: SandboxJSON = "1970-01-01T00:00:00Z"
        return [
            "label": .string(label), "displayOrder": .integer(displayOrder), "id": .string(id),
            "stages": .array(
                stages.enumerated().map { index, stage in
                    [
                        "label": .string(stage.label), "displayOrder": .integer(index),
                        "metadata": .object(
                            stage.metadata.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }
                        ),
                        "id": .string(stage.id), "createdAt": epoch, "updatedAt": epoch,
                        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT", "archived": false,
                    ]
                }
            ),
            "createdAt": epoch, "updatedAt": epoch, "archived": false,
        ]
    }
}

extension HubSpotPipeline {
    package static let salesDefault = HubSpotPipeline(
        id: "default",
        label: "Sales Pipeline",
        stages: [
            deal("appointmentscheduled", "Appointment Scheduled", "0.2"),
            deal("qualifiedtobuy", "Qualified To Buy", "0.4"),
            deal("presentationscheduled", "Presentation Scheduled", "0.6"),
            deal("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
            deal("contractsent", "Contract Sent", "0.9"),
            deal("closedwon", "Closed Won", "1.0"),
            deal("closedlost", "Closed Lost", "0.0"),
        ]
    )

    package static let ordersDefault = HubSpotPipeline(
        id: "14a2e10e-5471-408a-906e-c51f3b04369e",
        label: "Order Pipeline",
        stages: [
            order("4b27b500-f031-4927-9811-68a0b525cbae", "Open", "OPEN"),
            order("937ea84d-0a4f-4dcf-9028-3f9c2aafbf03", "Processed", "OPEN"),
            order("aa99e8d0-c1d5-4071-b915-d240bbb1aed9", "Shipped", "OPEN"),
            order("3725360f-519b-4b18-a593-494d60a29c9f", "Delivered", "CLOSED"),
            order("3c85a297-e9ce-400b-b42e-9f16853d69d6", "Cancelled", "CLOSED"),
        ]
    )

    private static func deal(_ id: String, _ label: String, _ probability: String) -> Stage {
        let isClosed = probability == "1.0" || probability == "0.0"
        return Stage(id: id, label: label, metadata: ["isClosed": String(isClosed), "probability": probability])
    }

    private static func order(_ id: String, _ label: String, _ state: String) -> Stage {
        Stage(id: id, label: label, metadata: ["state": state])
    }
}
