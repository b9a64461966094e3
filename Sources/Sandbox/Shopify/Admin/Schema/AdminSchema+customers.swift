extension AdminSchema {
    /// Customers, their addresses and consents, and the companies behind them.
    static let customers = """
        type Customer implements LegacyInteroperability & Node {
          addresses(first: Int): [MailingAddress!]! @deprecated
          addressesV2(first: Int, after: String, last: Int, before: String,
            reverse: Boolean = false): MailingAddressConnection!
          amountSpent: MoneyV2!
          canDelete: Boolean!
          companyContactProfiles: [CompanyContact!]!
          createdAt: DateTime!
          dataSaleOptOut: Boolean!
          defaultAddress: MailingAddress
          defaultEmailAddress: CustomerEmailAddress
          defaultPhoneNumber: CustomerPhoneNumber
          displayName: String!
          email: String @deprecated
          emailMarketingConsent: CustomerEmailMarketingConsentState @deprecated
          firstName: String
          id: ID!
          lastName: String
          lastOrder: Order
          legacyResourceId: UnsignedInt64!
          locale: String!
          metafield(namespace: String, key: String!): Metafield
          multipassIdentifier: String
          note: String
          numberOfOrders: UnsignedInt64!
          orders(first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
            sortKey: OrderSortKeys = ID, query: String): OrderConnection!
          phone: String @deprecated
          smsMarketingConsent: CustomerSmsMarketingConsentState @deprecated
          state: CustomerState!
          tags: [String!]!
          taxExempt: Boolean!
          updatedAt: DateTime!
          validEmailAddress: Boolean! @deprecated
          verifiedEmail: Boolean!
        }
        type Metafield implements LegacyInteroperability & Node {
          createdAt: DateTime!
          id: ID!
          key: String!
          legacyResourceId: UnsignedInt64!
          namespace: String!
          type: String!
          updatedAt: DateTime!
          value: String!
        }
        type CustomerConnection {
          edges: [CustomerEdge!]!
          nodes: [Customer!]!
          pageInfo: PageInfo!
        }
        type CustomerEdge {
          cursor: String!
          node: Customer!
        }
        enum CustomerState {
          DECLINED DISABLED ENABLED INVITED
        }
        enum CustomerSortKeys {
          CREATED_AT ID LOCATION NAME RELEVANCE UPDATED_AT
        }
        type CustomerEmailAddress {
          emailAddress: String!
          marketingOptInLevel: CustomerMarketingOptInLevel
          marketingState: CustomerEmailAddressMarketingState!
          marketingUpdatedAt: DateTime
          validFormat: Boolean!
        }
        type CustomerPhoneNumber {
          marketingCollectedFrom: CustomerConsentCollectedFrom @deprecated
          marketingOptInLevel: CustomerMarketingOptInLevel @deprecated
          marketingState: CustomerSmsMarketingState! @deprecated
          marketingUpdatedAt: DateTime @deprecated
          phoneNumber: String!
          whatsAppMarketingConsent: CustomerWhatsAppMarketingConsent!
        }
        enum CustomerEmailAddressMarketingState {
          INVALID NOT_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED
        }
        enum CustomerSmsMarketingState {
          NOT_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED REDACTED
        }
        enum CustomerMarketingOptInLevel {
          SINGLE_OPT_IN CONFIRMED_OPT_IN UNKNOWN
        }
        enum CustomerConsentCollectedFrom {
          SHOPIFY OTHER
        }
        type CustomerWhatsAppMarketingConsent {
          optInLevel: CustomerMarketingOptInLevel
          state: CustomerMarketingConsentState!
          updatedAt: DateTime
        }
        type CustomerEmailMarketingConsentState {
          consentUpdatedAt: DateTime
          marketingOptInLevel: CustomerMarketingOptInLevel
          marketingState: CustomerEmailMarketingState!
        }
        enum CustomerEmailMarketingState {
          NOT_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED REDACTED INVALID
        }
        type CustomerSmsMarketingConsentState {
          consentCollectedFrom: CustomerConsentCollectedFrom
          consentUpdatedAt: DateTime
          marketingOptInLevel: CustomerMarketingOptInLevel!
          marketingState: CustomerSmsMarketingState!
        }
        type MailingAddress implements Node {
          address1: String
          address2: String
          city: String
          company: String
          coordinatesValidated: Boolean!
          country: String
          countryCode: String @deprecated
          countryCodeV2: CountryCode
          firstName: String
          formatted(withName: Boolean = false, withCompany: Boolean = true): [String!]!
          formattedArea: String
          id: ID!
          lastName: String
          latitude: Float
          longitude: Float
          name: String
          phone: String
          province: String
          provinceCode: String
          zip: String
        }
        type MailingAddressConnection {
          edges: [MailingAddressEdge!]!
          nodes: [MailingAddress!]!
          pageInfo: PageInfo!
        }
        type MailingAddressEdge {
          cursor: String!
          node: MailingAddress!
        }
        type CompanyContact implements Node {
          company: Company!
          createdAt: DateTime!
          customer: Customer!
          id: ID!
          isMainContact: Boolean!
          title: String
          updatedAt: DateTime!
        }
        type Company implements Node {
          createdAt: DateTime!
          externalId: String
          id: ID!
          name: String!
          updatedAt: DateTime!
        }
        type CompanyLocation implements Node {
          createdAt: DateTime!
          externalId: String
          id: ID!
          name: String!
          updatedAt: DateTime!
        }
        type PurchasingCompany {
          company: Company!
          contact: CompanyContact
          location: CompanyLocation!
        }
        union PurchasingEntity = Customer | PurchasingCompany
        enum CustomerMarketingConsentState {
          NEVER_SUBSCRIBED PENDING SUBSCRIBED UNSUBSCRIBED REDACTED
        }
        """
}
