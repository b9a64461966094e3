/// A type as it is written where it is used, for example `[ID!]!`.
indirect enum GraphQLTypeReference: Sendable, Equatable, CustomStringConvertible {
    case named(String)
    case list(GraphQLTypeReference)
    case nonNull(GraphQLTypeReference)

    var description: String {
        switch self {
        case .named(let name): name
        case .list(let element): "[\(element)]"
        case .nonNull(let inner): "\(inner)!"
        }
    }

    /// The name below all lists and exclamation marks.
    var name: String {
        switch self {
        case .named(let name): name
        case .list(let inner), .nonNull(let inner): inner.name
        }
    }

    var isNonNull: Bool {
        if case .nonNull = self { true } else { false }
    }

    var nullable: GraphQLTypeReference {
        if case .nonNull(let inner) = self { inner } else { self }
    }

    var isList: Bool {
        if case .list = nullable { true } else { false }
    }

    /// Whether a variable of this type may stand where `other` is wanted.
    func fits(_ other: GraphQLTypeReference, hasDefault: Bool) -> Bool {
        switch (self, other) {
        case (.nonNull(let mine), .nonNull(let wanted)): mine.fits(wanted, hasDefault: false)
        case (_, .nonNull(let wanted)): hasDefault && fits(wanted, hasDefault: false)
        case (.nonNull(let mine), _): mine.fits(other, hasDefault: false)
        case (.list(let mine), .list(let wanted)): mine.fits(wanted, hasDefault: false)
        case (.named(let mine), .named(let wanted)): mine == wanted
        default: false
        }
    }
}
