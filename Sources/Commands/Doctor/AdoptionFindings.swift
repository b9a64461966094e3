import SyncModel

/// Whether the CRM has the field by which existing orders are found.
enum AdoptionFindings {
    /// Looks at the CRM's fields of an order; nothing is found where they could not be read.
    static func all(_ destination: DestinationSettings, orders schema: CRMSchema?) -> [Finding] {
        guard let rule = destination.adoption.orders, let schema else { return [] }
        let subject = "adopt.orders.field"
        guard schema.fields[rule.field] == nil else {
            return [
                Finding(
                    .fine,
                    subject,
                    "\"\(rule.field)\" is there; an order that it names is \(rule.found.done) (adopt.orders.found)"
                )
            ]
        }
        let nearest = NearestName.of(rule.field, among: schema.fields.keys.sorted())
        return [
            Finding(
                .problem,
                subject,
                "the CRM has no field \"\(rule.field)\"",
                fix: nearest.map { "did you mean \"\($0)\"?" } ?? "name the field that holds Shopify's order id or name"
            )
        ]
    }
}

extension AdoptionPolicy.Found {
    /// What happens to what was found, in a word or two.
    fileprivate var done: String {
        switch self {
        case .adopt: "adopted"
        case .skip: "left alone"
        case .refuse: "left to a person"
        }
    }
}
