package import SyncModel

/// What a look by our id came to, as far as a person who tries a description out wants to know it.
package enum RESTSight: Sendable, Hashable {
    /// The description looks for nothing by our id.
    case undescribed
    case found(String)
    /// The answer says by its status that there is none.
    case absent(status: Int)
    /// An empty list; `elsewhere` is where in another list of the answer our id stands nevertheless.
    case empty(elsewhere: String?)
    /// Records that are none of ours, with the place where our id was looked for in them.
    case others(count: Int, place: String)
}

extension RESTConnector {
    package func sight(of externalID: String, kind: RecordKind) async throws(DeliveryFault) -> RESTSight {
        let finder = try finder(kind)
        do throws(RESTRefusal) {
            return try await finder.sight(of: externalID)
        } catch {
            throw error.fault
        }
    }
}

extension RESTFinder {
    func sight(of externalID: String) async throws(RESTRefusal) -> RESTSight {
        guard let lookup = object.find else { return .undescribed }
        var scope = scope
        scope.externalID = externalID
        let answer = try await answer(lookup, scope)
        guard !tellsAbsence(answer, lookup) else { return .absent(status: answer.status) }
        let records = try records(in: answer, lookup)
        if let own = try await carrier(of: externalID, among: records, lookup) { return .found(own.crmID) }
        guard records.isEmpty else {
            let place = lookup.externalID?.description ?? object.externalIDField ?? "any field"
            return .others(count: records.count, place: place)
        }
        return .empty(elsewhere: answer.body.listed(externalID)?.description)
    }
}

extension RESTJSON {
    /// Where this text stands as a single value in an item of a list; `nil` where it does in none.
    fileprivate func listed(_ text: String, at steps: [RESTPath.Step] = [], isInList: Bool = false) -> RESTPath? {
        switch self {
        case .list(let items):
            for (index, item) in items.enumerated() {
                if let path = item.listed(text, at: steps + [.index(index)], isInList: true) { return path }
            }
            return nil
        case .object(let members):
            for member in members {
                let path = member.value.listed(text, at: steps + [.member(member.name)], isInList: isInList)
                if let path { return path }
            }
            return nil
        default: return isInList && scalar == text ? RESTPath(steps: steps) : nil
        }
    }
}
