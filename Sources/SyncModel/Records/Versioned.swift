/// A set of fields that Shopify changes and dates together.
package protocol FieldGroup: Sendable, Hashable, Codable {
    /// A group in which every field is absent.
    init()

    /// How each field is found and copied: name and accessors, in a fixed order.
    static var members: [FieldMember<Self>] { get }
}

/// One field of a group, by name, for merging without reflection.
package struct FieldMember<Group>: Sendable {
    package let name: String
    package let isAbsent: @Sendable (Group) -> Bool
    package let isNull: @Sendable (Group) -> Bool
    package let copy: @Sendable (_ source: Group, _ target: inout Group) -> Void
    /// Whether both say the same; of times, whether they are one instant.
    let saysSame: @Sendable (Group, Group) -> Bool
    /// Writes the member, if it is not absent.
    let write: @Sendable (_ source: Group, _ json: inout StoredJSON) -> Void

    /// - Parameters:
    ///   - name: the member's own, under which it is stored and a version of its own is kept.
    ///   - path: the member.
    package init<Value: StoredValue>(
        _ name: StaticString,
        _ path: any WritableKeyPath<Group, Field<Value>> & Sendable
    ) {
        self.name = "\(name)"
        isAbsent = { $0[keyPath: path].isAbsent }
        isNull = { $0[keyPath: path] == .null }
        copy = { source, target in target[keyPath: path] = source[keyPath: path] }
        saysSame = { $0[keyPath: path].saysSame(as: $1[keyPath: path]) }
        write = { source, json in
            switch source[keyPath: path] {
            case .absent: break
            case .null: json.null(name)
            case .value(let value): json.member(name, value)
            }
        }
    }
}

/// A group of fields with the version of the payload it came from.
///
/// Every field has a version: the group's, unless it stands in `exceptions`. So a payload that lacks a key erases
/// nothing, an older payload still fills what the newer one lacked, and merging is commutative, associative and
/// idempotent: any order of arrival, with any repetition, ends in the same value.
package struct Versioned<Group: FieldGroup>: Sendable, Hashable, RecordPart {
    /// The newest version merged in; `nil` while nothing is known.
    package private(set) var version: SourceVersion?
    package private(set) var fields: Group
    private var exceptions: [String: SourceVersion]?
    /// Stored only while it is true, so that it costs the common record nothing.
    private var contested: Bool?

    /// Whether payloads that differ carry the newest time: then only a read can tell which of them is the newer.
    ///
    /// Kept here and not decided while merging two records, since a third that is newer settles it in any order.
    package var isContested: Bool { contested ?? false }

    /// Whether every field comes from the newest payload, and nothing contradicts it.
    package var isWhole: Bool { version != nil && exceptions == nil && !isContested }

    package init() {
        version = nil
        fields = Group()
    }

    package init(_ fields: Group, version: SourceVersion) {
        self.version = version
        self.fields = fields
    }

    /// The same versions with other fields, where something is taken out of them.
    package func changing(_ change: (inout Group) -> Void) -> Versioned<Group> {
        var result = self
        change(&result.fields)
        return result
    }

    /// Both merged: for each field, the one with the greater version.
    package func merged(with other: Versioned<Group>) -> Versioned<Group> {
        guard let mine = version else { return other }
        guard let theirs = other.version else { return self }
        if self == other { return self }
        var result = self
        let newest = max(mine, theirs)
        result.version = newest
        var kept: [String: SourceVersion] = [:]
        for member in Group.members {
            let ours = versionOf(member)
            let others = other.versionOf(member)
            if let others, ours.map({ $0 < others }) ?? true {
                member.copy(other.fields, &result.fields)
                if others != newest { kept[member.name] = others }
            } else if let ours, ours != newest {
                kept[member.name] = ours
            }
        }
        result.exceptions = kept.isEmpty ? nil : kept
        if mine.at == theirs.at {
            let differs = mine.hash != theirs.hash && mine.at > .beginning
            result.contested = isContested || other.isContested || differs ? true : nil
        } else {
            result.contested = mine.at > theirs.at ? contested : other.contested
        }
        return result
    }

    private func versionOf(_ member: FieldMember<Group>) -> SourceVersion? {
        guard !member.isAbsent(fields) else { return nil }
        return exceptions?[member.name] ?? version
    }
}

extension Versioned: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object { json in
            json.member("version", version)
            json.member("fields") { json in
                for member in Group.members { member.write(fields, &json) }
            }
            if let exceptions {
                json.member("exceptions") { json in
                    for (name, version) in exceptions { json.member(named: name, version) }
                }
            }
            json.member("contested", contested)
        }
    }
}
