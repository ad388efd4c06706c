//! The page in English.

use super::Lang;
use super::texts::{
    Account, Admin, Calculator, ChannelTexts, Channels, Claim, Claims, Common, Credits, Dates,
    Field, Fields, Imports, MetricTexts, Metrics, MoveTexts, Moves, Nav, Portfolio, Problems,
    ReasonTexts, Reasons, Rule, Rules, State, States, StepTexts, Steps, Subjects, Texts, ToneTexts,
    Tones, Wrong,
};

/// The page in English: what both modules say.
pub(crate) static EN: Texts = Texts {
    lang: Lang::En,
    common: Common {
        loading: "Loading",
        try_again: "Try again",
        back: "Back",
        go_on: "Continue",
        choose: "Choose",
        not_given: "Not provided",
        error_in_title: "Error: ",
        there_is_a_problem: "There is a problem",
        no_answer: "The page could not be loaded",
        nothing_here: "There is nothing here",
        nothing_here_hint: "The address may be mistyped, or what was here belongs to somebody else.",
        not_yours: "This page is for others",
        not_yours_hint: "Your account has another role. If you should be able to see this, ask your administrator.",
    },
    nav: Nav {
        label: "Main",
        skip: "Skip to the content",
        calculator: "Calculator",
        portfolio: "Portfolio",
        rules: "Rules",
        claims: "Claims",
        credits: "Credits",
        review: "Review",
        admin: "Administration",
        audit: "Audit log",
        sign_in: "Sign in",
        sign_out: "Sign out",
        still_signed_in: "You are still signed in: the server does not answer. Try again.",
        to_light: "Light theme",
        to_dark: "Dark theme",
        footer: "Claimdesk is not Microsoft's and speaks for nobody but itself. Figures are estimates; what counts is what Partner Center says.",
        footer_rules: "Rules, sources and dates",
        offline: "Offline",
        offline_hint: "There is no connection. Calculator, portfolio and rules work without; claims need the server.",
    },
    problems: Problems {
        unreachable: "The server does not answer. Check your connection and try again.",
        unreadable: "The server's answer could not be understood. Load the page again.",
        signed_out: "You are not signed in any more. Sign in again; what you typed is kept on this device.",
        forbidden: "Your account may not do this.",
        not_found: "It does not exist, or it belongs to somebody else.",
        stale: "Somebody changed this in the meantime. Look at what it has become, and try again.",
        too_many: "Too many tries. Wait a minute and try again.",
        broken: "Something went wrong on the server. Nothing you typed is lost; try again in a moment.",
    },
    dates: Dates {
        months: "January February March April May June July August September October November December",
        months_short: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        day_at_time: "{0} at {1}",
        left: "{0} left",
        overdue_by: "overdue by {0}",
        minute: "{0} minute",
        minutes: "{0} minutes",
        hour: "{0} hour",
        hours: "{0} hours",
        day: "{0} day",
        days: "{0} days",
    },
    calculator: Calculator {
        title: "Partner score calculator",
        lead: "All six Solutions Partner designations, Enterprise and SMB: points while you type, 70 of 100 to qualify. Nothing leaves your browser.",
        your_numbers: "Your numbers",
        track: "Track",
        track_hint: "Microsoft decides which track you are on; Partner Center shows it.",
        smb: "SMB",
        enterprise: "Enterprise",
        not_a_count: "Enter a whole number, such as 3 or -1",
        not_an_amount: "Enter an amount of zero or more, such as 31,000",
        points: "Points",
        of_100: "of 100",
        gauge: "{0} of 100 points; {1} are needed",
        qualifies: "This qualifies for the designation.",
        missing: "{0} points are missing to {1}.",
        blocked: "There are points enough, but a metric without any blocks the designation.",
        points_of: "{0} of {1}",
        full_at: "All points at {0}",
        full_at_percent: "All points at {0} % growth",
        what_blocks: "What blocks: every metric must give points",
        baseline_too_low: "Usage growth earns nothing: the baseline a year ago is under {0}",
        no_points_yet: "{0} has no points yet",
        last_good: "A number could not be read. The points stand for the last ones that could.",
        from_exports: "From your exports",
        to_portfolio: "Open the portfolio",
        to_portfolio_hint: "The portfolio finds all of this in what Partner Center lets you download, month by month, with the year to come.",
        from_exports_hint: "In Partner Center download Business applications revenue, Business applications usage, and Trainings, exams and certifications as CSV, and give them here, together or one by one. They are read on this device only.",
        waiting: "Waiting",
        file_read: "{0}: {1} rows read",
        file_unreadable: "The browser could not read the file. Choose it again.",
        file_twice: "This file is counted already; it is not counted twice.",
        duplicates: "{0} rows say they are duplicates and were skipped",
        set_aside: "{0} rows set aside: {1} ({2})",
        missing_months: "No rows at all for {0}: these months count as zero. Give the missing exports to change that.",
        metrics_table: "Metrics",
        metric: "Metric",
        now: "Now",
        a_year_ago: "A year ago",
        value: "Counts",
        month: "Month",
        total: "Points",
        qualified: "Qualifies",
        yes: "✓ Yes",
        no: "No",
        window_since: "One month that qualifies is enough to be enrolled: {0} does.",
        window_never: "No month of the six qualifies yet. One is enough to be enrolled.",
    },
    portfolio: Portfolio {
        title: "Your portfolio",
        lead: "Points for Business Applications from your Partner Center exports. The files are read in this browser and never leave it.",
        forget: "Forget these files",
    },
    imports: Imports {
        empty: "The file is empty. Export it again from Partner Center.",
        utf16: "The file is in UTF-16. Save it as \"CSV UTF-8 (comma delimited)\".",
        not_csv: "The file is not CSV ({0}). Export it as CSV from Partner Center.",
        semicolons: "The cells are separated by semicolons. Export the file again, without saving it in a spreadsheet.",
        no_known_column: "Line 1, column 1: no known column. It should be the header of one of the three exports.",
        missing_columns: "Line 1 lacks {0}. The file looks like {1}.",
        too_much: "Line {0}: the exports say more than fits here. Read fewer months at a time.",
        row_too_long: "Line {0}, column {1}: the row is too long. A quote may never be closed. The rows before it are counted.",
        too_many_cells: "Line {0}: the row has over {1} cells. The rows before it are counted.",
        place: "line {0}",
        place_column: "line {0}, column {1}",
        place_text: "{0}: \"{1}\"",
        unknown_month: "the month cannot be read",
        unknown_association: "unknown association",
        unknown_workload: "unknown product",
        unreadable_amount: "the amount cannot be read",
        unreadable_units: "the number of users cannot be read",
        no_units: "no number of users",
        unreadable_date: "the date cannot be read",
        no_person: "neither MCP ID nor e-mail",
        too_large: "the sum is too large",
        wrong_number_of_cells: "more or fewer cells than the header",
        cut_short: "the last row is cut off",
        not_utf8: "not UTF-8",
        revenue: "Revenue",
        usage: "Usage",
        skills: "Certifications",
    },
    metrics: Metrics {
        net_customer_adds: MetricTexts {
            name: "Net customer adds",
        },
        intermediate_certifications: MetricTexts {
            name: "Intermediate certifications",
        },
        advanced_certifications: MetricTexts {
            name: "Advanced certifications",
        },
        usage_growth: MetricTexts {
            name: "Usage growth",
        },
        deployments: MetricTexts {
            name: "Deployments",
        },
    },
    tones: Tones {
        plain: ToneTexts { word: "Note" },
        good: ToneTexts { word: "Met" },
        warn: ToneTexts { word: "Warning" },
        bad: ToneTexts { word: "Blocks" },
    },
};

/// Lists of claims.
pub(super) static CLAIMS: Claims = Claims {
    title: "Claims",
    lead: "A claim has Microsoft recognise the revenue your work influenced, when another partner sells the licence.",
    new_claim: "New claim",
    all: "All",
    state: "State",
    none_yet: "No claims yet. A claim takes about five minutes; have the customer's tenant ID, the subscription ID and the signed proof at hand.",
    no_customer: "No customer yet",
    more: "Show more",
    reference: "Reference",
    customer: "Customer",
    products: "Products",
    waits_for: "Waiting for",
    changed: "Last changed",
};

/// Recognition.
pub(super) static CREDITS: Credits = Credits {
    title: "Credits",
    title_one: "Credit",
    lead: "What your organisation is recognised for. Both partners are credited in full: the one who influenced and the one who sells.",
    none_yet: "No credits yet. They appear here when a claim is approved.",
    partner: "Partner",
    role: "As",
    product: "Product",
    monthly: "A month",
    from: "Counts from",
    until: "Until",
    baseline_from: "In the baseline from",
    open_end: "No end yet",
    claim: "Claim",
    influencing: "Influencing partner",
    transacting: "Selling partner",
};

/// Signing in.
pub(super) static ACCOUNT: Account = Account {
    sign_in: "Sign in",
    needed_here: "You need to sign in to see this page. You stay here.",
    email: "E-mail",
    password: "Password",
    name: "Name",
    email_missing: "Enter your e-mail address",
    password_missing: "Enter a password",
    name_missing: "Enter a name",
    wrong: "E-mail or password is wrong. Check both and try again.",
    whom_to_try: "Whom to try",
    whom_to_try_hint: "This is a demonstration: people, customers and claims are invented.",
    fill_in: "Fill in",
    exports_to_try: "Exports to drop on the portfolio",
    setup: "Make the first administrator",
    setup_lead: "The link you came by works once.",
    setup_do: "Make the account",
    password_hint: "12 characters or more. Several words that do not belong together are easy to remember.",
};

/// Administration.
pub(super) static ADMIN: Admin = Admin {
    title: "Administration",
    organisations: "Partner organisations",
    organisation: "Organisation",
    locations: "Partner IDs of enrolled locations",
    locations_hint: "With blanks or commas between them.",
    people: "People",
    role: "Role",
    add_organisation: "Add organisation",
    add_person: "Add person",
    organisation_missing: "Enter the organisation's name",
    locations_missing: "Enter at least one partner ID",
    choose_organisation: "Choose the organisation they work for",
    added: "Added.",
    partner: "Partner",
    reviewer: "Reviewer",
    administrator: "Administrator",
    auditor: "Auditor",
};

/// One claim.
pub(super) static CLAIM: Claim = Claim {
    title: "Claim {0}",
    step_of: "Step {0} of {1}",
    only_location: "(your only enrolled location)",
    filter_products: "Find a product",
    chosen: "{0} chosen",
    no_products_yet: "Choose products in the first step; then you can say here what each brings.",
    revenue: "Revenue a month",
    proof_names: "What the proof names",
    proof_names_hint: "Open your file and look: it must name all of these, exactly as the claim does.",
    proof_names_tenant: "The tenant ID {0}",
    proof_names_domain: "The domain {0}",
    proof_names_product: "The product {0}",
    the_tenant: "The tenant ID",
    the_domain: "The domain",
    choose_files: "Choose files or take a picture",
    or_drop: "or drop them here",
    empty_file: "The selected file is empty",
    file_kind: "The file is not what its name says, or not a kind of proof. Choose a PDF, a picture (PNG, JPEG), a Word, Excel or PowerPoint document, or a mail (EML, MSG).",
    file_name: "The ending of the file's name does not fit what is in it. Rename the file, and choose it again.",
    file_too_large: "The file is too large. At most 25 MB; make it smaller, or split it.",
    too_many_files: "The claim has as many files as it can. Remove one before you add another.",
    remove: "Remove",
    remove_file: "Remove {0}",
    cancel: "Cancel",
    cancel_file: "Cancel sending {0}",
    dismiss: "Dismiss",
    added_by: "{0}, added by {1} on {2}",
    checksum: "Checksum (SHA-256)",
    no_files: "No files yet.",
    files: "Proof of execution",
    saved: "Saved {0}",
    saving: "Saving …",
    not_saved: "Not saved on the server yet.",
    kept_here: "What you typed is kept on this device, and is sent with your next change.",
    newer_short: "There are newer answers on the server.",
    newer: "Somebody, or you in another window, saved this claim at {0}. Nothing has been overwritten: choose which answers to go on with.",
    take_theirs: "Load the newer ones",
    keep_mine: "Keep mine",
    worth: "What it gives",
    worth_nothing_yet: "No points yet: choose products and what each brings a month.",
    worth_from: "Counts from {0} through {1}, if it is approved within 48 hours. After that the customer is part of your baseline.",
    points: "points",
    findings: "What the rules say",
    rules_met: "{0} of {1} requirements met so far.",
    cannot_tell: "Cannot be told yet: {0}",
    sources: "Where it stands",
    sent_already: "This claim has been sent",
    sent_already_hint: "Its answers can only be changed when a reviewer asks for it.",
    look_at_it: "Look at the claim",
    check_title: "Check your answers",
    check_lead: "Nothing is sent before you press the button at the end.",
    change: "Change",
    send_title: "Send the claim",
    send_means: "By sending it you confirm that the answers are right and that the customer has acknowledged the work.",
    send: "Send claim",
    send_again: "No answer came. Your claim may have arrived: press the button again, it will not be sent twice.",
    not_sent: "This claim has not been sent yet",
    sent_title: "Your claim has been sent",
    your_reference: "Your reference",
    when: "When you will hear from us",
    due_ours: "You have our answer by {0}, your time.",
    due_microsofts: "By Microsoft's own documents it could take until {0}: 5 business days until review begins, 14 for the review.",
    counts_from: "If it is approved by then, points count from {0} through {1}.",
    what_next: "What happens next",
    next_review: "A reviewer reads the claim and the proof.",
    next_ask: "If something is missing you are asked, and our clock stands still until you answer. You have 14 business days.",
    next_month: "When it is approved, both partners are credited from the following month.",
    wait_review: "An answer from the reviewer by {0}",
    wait_answer: "Your answer by {0}",
    wait_dispute: "It can be disputed until {0}",
    wait_dispute_answer: "An answer to the dispute by {0}",
    go_on_with: "Go on with the claim",
    dispute: "Dispute the decision",
    dispute_hint: "Say what was overlooked. A decision can be disputed once.",
    disassociate: "End the association",
    disassociate_hint: "Say why. The credit ends with last month, and the claim cannot be taken up again.",
    note: "Reason",
    note_missing: "Write the reason",
    withdraw: "Withdraw the claim",
    withdraw_hint: "A withdrawn claim is not decided and cannot be sent again. Its answers stay readable.",
    withdraw_really: "Yes, withdraw it",
    reviewer_wrote: "The reviewer wrote:",
    send_answer: "Send answer",
    timeline: "Timeline",
    by_at: "{0}, {1}",
    nothing_happened: "Nothing has happened yet.",
};

/// What questions are about.
pub(super) static SUBJECTS: Subjects = Subjects {
    partner: "You",
    customer: "The customer",
    subscription: "The subscription",
    products: "Products",
    work: "The work",
    revenue: "What it brings",
    contacts: "Contacts",
    proof: "Proof of execution",
    more: "Anything else",
};

/// What is wrong with an answer; `{0}` is the question.
pub(super) static WRONG: Wrong = Wrong {
    too_long: "{0}: at most {1}",
    not_a_guid: "{0} must look like 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    not_a_domain: "Enter a domain such as contoso.com",
    not_an_email: "{0}: enter an e-mail address such as name@example.com",
    not_a_partner_id: "{0} must be 5 to 10 digits",
    not_a_date: "{0}: enter a day",
    in_the_future: "{0} must be today or earlier",
    before_start: "The last day must be the same as or after the first",
    not_an_amount: "Enter what {0} brings a month, over zero",
    not_offered: "{0} is not among the choices",
    twice: "{0} is chosen twice",
};

/// A question: its label, what helps to answer it, and what to say when it is left empty.
pub(super) static FIELDS: Fields = Fields {
    partner_location_id: Field {
        label: "Claiming location",
        hint: "The partner ID of the location the points go to.",
        missing: "Choose the location that claims",
    },
    customer_name: Field {
        label: "Customer's name",
        hint: "",
        missing: "Enter the customer's name",
    },
    customer_tenant_id: Field {
        label: "Tenant ID",
        hint: "In the customer's Entra admin centre, under Overview. Paste it as it is.",
        missing: "Enter the customer's tenant ID",
    },
    customer_domain: Field {
        label: "Domain",
        hint: "For example contoso.com",
        missing: "Enter the customer's domain",
    },
    subscription_id: Field {
        label: "Subscription ID",
        hint: "In the customer's Microsoft 365 admin centre, at the end of the address of the product's page.",
        missing: "Enter the subscription ID",
    },
    channel: Field {
        label: "How was it bought?",
        hint: "",
        missing: "Choose how the subscription was bought",
    },
    subscription_start: Field {
        label: "First day of the subscription",
        hint: "",
        missing: "Enter the first day of the subscription",
    },
    subscription_end: Field {
        label: "Last day of the subscription (optional)",
        hint: "Leave it empty when it renews by itself.",
        missing: "Enter the last day of the subscription",
    },
    transacting_partner_name: Field {
        label: "Partner who sells the licence",
        hint: "The transacting partner is credited all along; your claim takes nothing from them.",
        missing: "Enter the name of the partner who sells the licence",
    },
    transacting_partner_id: Field {
        label: "Their partner ID (optional)",
        hint: "5 to 10 digits, if you know it.",
        missing: "Enter the partner ID",
    },
    products: Field {
        label: "Products you worked with",
        hint: "Choose every product this claim is about.",
        missing: "Choose at least one product",
    },
    work_done: Field {
        label: "What did you do?",
        hint: "In your own words, for the reviewer: advice, implementation, adoption.",
        missing: "Describe what you did",
    },
    worked_since: Field {
        label: "Since when?",
        hint: "The day the work began.",
        missing: "Enter the day the work began",
    },
    monthly_revenue: Field {
        label: "{0}: US dollars a month",
        hint: "What the customer pays Microsoft's price for, not your own fee.",
        missing: "Enter what the product brings a month",
    },
    customer_contact_name: Field {
        label: "Customer's contact",
        hint: "Somebody who knows of the work.",
        missing: "Enter the name of the customer's contact",
    },
    customer_contact_title: Field {
        label: "Their title",
        hint: "",
        missing: "Enter the title of the customer's contact",
    },
    customer_contact_email: Field {
        label: "Their e-mail",
        hint: "",
        missing: "Enter the e-mail of the customer's contact",
    },
    partner_contact_name: Field {
        label: "Your contact",
        hint: "",
        missing: "Enter the name of your contact",
    },
    partner_contact_email: Field {
        label: "Your contact's e-mail",
        hint: "",
        missing: "Enter the e-mail of your contact",
    },
    evidence: Field {
        label: "Files",
        hint: "The proof of execution (PoE), acknowledged by the customer: PDF, Word, Excel, PowerPoint, a picture or a mail. At most 25 MB each.",
        missing: "Add at least one file that proves the work",
    },
    acknowledged_on: Field {
        label: "When did the customer acknowledge it?",
        hint: "The date of the signature, at most 12 months ago.",
        missing: "Enter the day the customer acknowledged the work",
    },
    comments: Field {
        label: "Comments (optional)",
        hint: "Anything that helps the reviewer.",
        missing: "Enter your comments",
    },
};

/// A step of the claim.
pub(super) static STEPS: Steps = Steps {
    association: StepTexts {
        title: "Customer and subscription",
        lead: "Who the customer is, and which subscription your work is about.",
    },
    revenue: StepTexts {
        title: "Influenced revenue",
        lead: "What you did, and what the products bring a month.",
    },
    proof: StepTexts {
        title: "Proof",
        lead: "The customer's acknowledgement of your work.",
    },
};

/// A rule of the assessment: what it asks for, and what to say when it is not met.
pub(super) static RULES: Rules = Rules {
    business_applications_workload: Rule {
        name: "Every product is a Business Applications product",
        unmet: "Not a Business Applications product: {0}. Choose another, or leave it out.",
    },
    recognised_since: Rule {
        name: "CSP subscriptions are recognised by now",
        unmet: "CSP subscriptions are recognised from {0} on.",
    },
    not_the_transacting_partner: Rule {
        name: "Another partner sells the licence",
        unmet: "{0} is your own location: who sells the licence is credited already and needs no claim.",
    },
    subscription_active: Rule {
        name: "The subscription is active, or ended at most {0} days ago",
        unmet: "The subscription must have begun and not have ended more than {0} days ago.",
    },
    identifiers_well_formed: Rule {
        name: "Tenant ID, domain and subscription ID are well formed",
        unmet: "Tenant ID, domain or subscription ID is mistyped.",
    },
    location_enrolled: Rule {
        name: "The location is one of your enrolled ones",
        unmet: "Location {0} is not one of your enrolled ones.",
    },
    contacts_present: Rule {
        name: "Both contacts are named",
        unmet: "A contact's e-mail address cannot be read.",
    },
    proof_attached: Rule {
        name: "At least one file proves the work",
        unmet: "No file proves the work yet. Add one in step 3.",
    },
    proof_final: Rule {
        name: "No file stands for a proof that is still to come",
        unmet: "The proof is provisional. It keeps the day of filing for a time; the claim cannot be approved before the final one is there.",
    },
    acknowledgement_dated: Rule {
        name: "The customer acknowledged the work within the last {0} months",
        unmet: "The customer's acknowledgement must be from {1} or later, and not in the future. Ask for a new one if it is older.",
    },
    proof_matches_claim: Rule {
        name: "The proof names the claim's tenant, domain and products",
        unmet: "The proof must name the tenant ID, the domain and every product of the claim, and no other. Tick what it names. {0}",
    },
    competing_claim: Rule {
        name: "No other partner claims the same",
        unmet: "Another partner holds or claims the same subscription. You can send the claim; the newer proof counts.",
    },
    recently_provisioned: Rule {
        name: "The subscription is at least {0} days old",
        unmet: "A subscription younger than {0} days may not be visible to Microsoft yet. You can send the claim anyway.",
    },
    under_the_floor: Rule {
        name: "Every product brings at least {0} a month",
        unmet: "Under {0} a month, so it gives no points: {1}.",
    },
    already_counts: Rule {
        name: "None of it counts for you already",
        unmet: "Counts for you already and adds nothing: {0}.",
    },
    ends_within_a_year: Rule {
        name: "The subscription lasts more than a year",
        unmet: "The subscription ends on {0}. When it is renewed under a new ID it needs a new claim.",
    },
    csp_listed_as_error: Rule {
        name: "Bought through another channel than CSP",
        unmet: "A Microsoft page still lists CSP subscriptions as an error. The newer rule allows them; the page is out of date.",
    },
    incentives_unchanged: Rule {
        name: "Incentive payments do not change",
        unmet: "This claim gives points only: nobody's incentive payments change.",
    },
};

/// A claim's state, and what it means for the partner.
pub(super) static STATES: States = States {
    draft: State {
        name: "Draft",
        means: "It has not been sent.",
    },
    submitted: State {
        name: "Sent",
        means: "It waits for a reviewer to open it.",
    },
    under_review: State {
        name: "In review",
        means: "A reviewer is reading it.",
    },
    action_required: State {
        name: "Needs an answer",
        means: "The reviewer asks for something, and the review clock stands still until the partner answers.",
    },
    approved: State {
        name: "Approved",
        means: "It counts from the month after the approval, for both partners.",
    },
    rejected: State {
        name: "Rejected",
        means: "It does not count. The decision can be disputed once, within 30 days.",
    },
    disputed: State {
        name: "Disputed",
        means: "A reviewer looks at it once more.",
    },
    rejected_final: State {
        name: "Closed",
        means: "It does not count, and this is final.",
    },
    withdrawn: State {
        name: "Withdrawn",
        means: "The partner took it back.",
    },
};

/// What happened to a claim.
pub(super) static MOVES: Moves = Moves {
    submit: MoveTexts {
        happened: "Claim sent",
    },
    open: MoveTexts {
        happened: "Opened by a reviewer",
    },
    ask: MoveTexts {
        happened: "Asked the partner",
    },
    answer: MoveTexts {
        happened: "Answered",
    },
    expire: MoveTexts {
        happened: "Time to answer ran out",
    },
    approve: MoveTexts {
        happened: "Approved",
    },
    reject: MoveTexts {
        happened: "Rejected",
    },
    dispute: MoveTexts {
        happened: "Decision disputed",
    },
    decline: MoveTexts {
        happened: "The customer declined",
    },
    disassociate: MoveTexts {
        happened: "Association ended",
    },
    withdraw: MoveTexts {
        happened: "Withdrawn",
    },
};

/// Why a claim is rejected.
pub(super) static REASONS: Reasons = Reasons {
    insufficient_proof: ReasonTexts {
        words: "The proof does not show the work",
    },
    customer_declined: ReasonTexts {
        words: "The customer declined",
    },
    no_customer_consent: ReasonTexts {
        words: "The customer's signature or consent is missing",
    },
    products_missing: ReasonTexts {
        words: "A product is not named in the proof",
    },
    proof_unavailable: ReasonTexts {
        words: "A file cannot be opened",
    },
    newer_proof_stands: ReasonTexts {
        words: "Another partner's newer proof stands",
    },
    partner_asked: ReasonTexts {
        words: "The partner asked for it",
    },
    no_answer: ReasonTexts {
        words: "Nobody answered in time",
    },
};

/// How a subscription was bought.
pub(super) static CHANNELS: Channels = Channels {
    csp: ChannelTexts {
        name: "Through a Cloud Solution Provider (CSP)",
    },
    volume_licensing: ChannelTexts {
        name: "By volume licensing (Enterprise Agreement)",
    },
    web_direct: ChannelTexts {
        name: "Directly from Microsoft",
    },
};
