/// A record that search terms are held against.
protocol SearchSubject {
    /// The names of fields that can be searched.
    static var searchFields: Set<String> { get }
    /// Those of them that hold moments.
    static var momentFields: Set<String> { get }

    func matches(_ term: SearchExpression.Term) -> Bool
}

extension SearchExpression.Term {
    func compares(_ number: Int64) -> Bool {
        guard let wanted = Int64(value.split(separator: "/").last ?? "") else { return false }
        return compares(number, wanted)
    }

    /// A day without a time means the whole day where it is compared for equality.
    func compares(_ moment: SandboxTime) -> Bool {
        guard let wanted = SandboxTime(iso: value) else { return false }
        if comparison == .equal, value.utf8.count == 10 { return moment.date == value }
        return compares(moment.seconds, wanted.seconds)
    }

    private func compares(_ number: Int64, _ wanted: Int64) -> Bool {
        switch comparison {
        case .equal: number == wanted
        case .less: number < wanted
        case .lessOrEqual: number <= wanted
        case .greater: number > wanted
        case .greaterOrEqual: number >= wanted
        }
    }

    /// Without regard to case; a trailing star matches any ending.
    func compares(_ text: String?) -> Bool {
        guard let text = text?.lowercased() else { return false }
        let wanted = value.lowercased()
        return wanted.hasSuffix("*") ? text.hasPrefix(wanted.dropLast()) : text == wanted
    }
}

extension ShopOrder: SearchSubject {
    static let searchFields: Set<String> = [
        "id", "name", "created_at", "updated_at", "processed_at", "customer_id", "email", "financial_status",
        "fulfillment_status", "status", "tag", "test", "source_name", "sku",
    ]
    static let momentFields: Set<String> = ["created_at", "updated_at", "processed_at"]

    func matches(_ term: SearchExpression.Term) -> Bool {
        switch term.field {
        case "id": term.compares(id)
        case "name": term.compares(name) || term.compares(String(number))
        case "created_at", "processed_at": term.compares(createdAt)
        case "updated_at": term.compares(updatedAt)
        case "customer_id": customerID.map { term.compares($0) } ?? false
        case "email": term.compares(email)
        case "financial_status": term.compares(financialStatus)
        case "fulfillment_status": term.compares(fulfillmentStatus ?? "unfulfilled")
        case "status":
            switch term.value.lowercased() {
            case "open": closedAt == nil && cancelledAt == nil
            case "closed": closedAt != nil && cancelledAt == nil
            case "cancelled": cancelledAt != nil
            default: true
            }
        case "tag": tags.contains { term.compares($0) }
        case "test": term.compares(isTest ? "true" : "false")
        case "source_name": term.compares(sourceName)
        case "sku": lines.contains { term.compares($0.sku) }
        case nil: term.compares(name) || term.compares(email)
        default: true
        }
    }
}

extension ShopCustomer: SearchSubject {
    static let searchFields: Set<String> = [
        "id", "customer_date", "updated_at", "email", "phone", "tag", "state", "orders_count", "first_name",
        "last_name", "country",
    ]
    static let momentFields: Set<String> = ["customer_date", "updated_at"]

    func matches(_ term: SearchExpression.Term) -> Bool {
        switch term.field {
        case "id": term.compares(id)
        case "customer_date": term.compares(createdAt)
        case "updated_at": term.compares(updatedAt)
        case "email": term.compares(email)
        case "phone": term.compares(phone)
        case "tag": tags.contains { term.compares($0) }
        case "state": term.compares(state)
        case "orders_count": term.compares(Int64(ordersCount))
        case "first_name": term.compares(firstName)
        case "last_name": term.compares(lastName)
        case "country": term.compares(addresses.first?.country)
        case nil: term.compares(email) || term.compares(firstName) || term.compares(lastName)
        default: true
        }
    }
}
