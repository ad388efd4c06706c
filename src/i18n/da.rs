//! The page in Danish.

use super::Lang;
use super::texts::{
    Account, Admin, Calculator, ChannelTexts, Channels, Claim, Claims, Common, Credits, Dates,
    Field, Fields, Imports, MetricTexts, Metrics, MoveTexts, Moves, Nav, Portfolio, Problems,
    ReasonTexts, Reasons, Rule, Rules, State, States, StepTexts, Steps, Subjects, Texts, ToneTexts,
    Tones, Wrong,
};

/// The page in Danish: what both modules say.
pub(crate) static DA: Texts = Texts {
    lang: Lang::Da,
    common: Common {
        loading: "Indlæser",
        try_again: "Prøv igen",
        back: "Tilbage",
        go_on: "Fortsæt",
        choose: "Vælg",
        not_given: "Ikke oplyst",
        error_in_title: "Fejl: ",
        there_is_a_problem: "Der er et problem",
        no_answer: "Siden kunne ikke hentes",
        nothing_here: "Her er ikke noget",
        nothing_here_hint: "Adressen kan være skrevet forkert, eller det, der var her, tilhører en anden.",
        not_yours: "Siden er for andre",
        not_yours_hint: "Din konto har en anden rolle. Spørg jeres administrator, hvis du burde kunne se siden.",
    },
    nav: Nav {
        label: "Hovedmenu",
        skip: "Gå til indholdet",
        calculator: "Beregner",
        portfolio: "Portefølje",
        rules: "Regler",
        claims: "Ansøgninger",
        credits: "Godskrivninger",
        review: "Behandling",
        admin: "Administration",
        audit: "Revisionslog",
        sign_in: "Log ind",
        sign_out: "Log ud",
        still_signed_in: "Du er stadig logget ind: Serveren svarer ikke. Prøv igen.",
        to_light: "Lyst tema",
        to_dark: "Mørkt tema",
        footer: "Claimdesk er ikke Microsofts og taler kun på egne vegne. Tallene er skøn; det er Partner Center, der afgør.",
        footer_rules: "Regler, kilder og datoer",
        offline: "Offline",
        offline_hint: "Der er ingen forbindelse. Beregner, portefølje og regler virker uden; ansøgninger kræver serveren.",
    },
    problems: Problems {
        unreachable: "Serveren svarer ikke. Tjek din forbindelse, og prøv igen.",
        unreadable: "Serverens svar kunne ikke forstås. Indlæs siden igen.",
        signed_out: "Du er ikke længere logget ind. Log ind igen; det, du har skrevet, er gemt på denne enhed.",
        forbidden: "Din konto må ikke dette.",
        not_found: "Det findes ikke, eller det tilhører en anden.",
        stale: "En anden har ændret dette i mellemtiden. Se, hvordan det står nu, og prøv igen.",
        too_many: "For mange forsøg. Vent et minut, og prøv igen.",
        broken: "Noget gik galt på serveren. Intet af det, du har skrevet, er tabt; prøv igen om lidt.",
    },
    dates: Dates {
        months: "januar februar marts april maj juni juli august september oktober november december",
        months_short: "jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
        day_at_time: "{0} kl. {1}",
        left: "{0} tilbage",
        overdue_by: "{0} over tiden",
        minute: "{0} minut",
        minutes: "{0} minutter",
        hour: "{0} time",
        hours: "{0} timer",
        day: "{0} dag",
        days: "{0} dage",
    },
    calculator: Calculator {
        title: "Beregn jeres partnerscore",
        lead: "Alle seks Solutions Partner-betegnelser, Enterprise og SMB: point, mens I skriver, 70 af 100 for at kvalificere sig. Intet forlader jeres browser.",
        your_numbers: "Jeres tal",
        track: "Spor",
        track_hint: "Microsoft afgør, hvilket spor I er på; det står i Partner Center.",
        smb: "SMB",
        enterprise: "Enterprise",
        not_a_count: "Skriv et helt tal, for eksempel 3 eller -1",
        not_an_amount: "Skriv et beløb på nul eller mere, for eksempel 31.000",
        points: "Point",
        of_100: "af 100",
        gauge: "{0} af 100 point; der skal {1} til",
        qualifies: "Det kvalificerer til betegnelsen.",
        missing: "Der mangler {0} point op til {1}.",
        blocked: "Der er point nok, men en måling uden point spærrer for betegnelsen.",
        points_of: "{0} af {1}",
        full_at: "Alle point ved {0}",
        full_at_percent: "Alle point ved {0} % vækst",
        what_blocks: "Det spærrer: alle målinger skal give point",
        baseline_too_low: "Vækst i forbrug giver intet: udgangspunktet for et år siden er under {0}",
        no_points_yet: "{0} har ingen point endnu",
        last_good: "Et tal kunne ikke læses. Pointene gælder de seneste tal, der kunne.",
        from_exports: "Fra jeres udtræk",
        to_portfolio: "Åbn porteføljen",
        to_portfolio_hint: "Porteføljen finder alt dette i det, I kan hente fra Partner Center, måned for måned, med det kommende år.",
        from_exports_hint: "Hent Business applications revenue, Business applications usage og Trainings, exams and certifications som CSV i Partner Center, og giv dem her, samlet eller én ad gangen. De læses kun på denne enhed.",
        waiting: "Venter",
        file_read: "{0}: {1} rækker læst",
        file_unreadable: "Browseren kunne ikke læse filen. Vælg den igen.",
        file_twice: "Filen er talt med allerede; den tælles ikke to gange.",
        duplicates: "{0} rækker er mærket som dubletter og sprunget over",
        set_aside: "{0} rækker lagt til side: {1} ({2})",
        missing_months: "Der er ingen rækker for {0}: de måneder tæller som nul. Giv de manglende udtræk for at ændre det.",
        metrics_table: "Målinger",
        metric: "Måling",
        now: "Nu",
        a_year_ago: "For et år siden",
        value: "Tæller",
        month: "Måned",
        total: "Point",
        qualified: "Kvalificerer",
        yes: "✓ Ja",
        no: "Nej",
        window_since: "Én måned, der kvalificerer, er nok til at blive optaget: {0} gør.",
        window_never: "Ingen af de seks måneder kvalificerer endnu. Én er nok til at blive optaget.",
    },
    portfolio: Portfolio {
        title: "Jeres portefølje",
        lead: "Point for Business Applications ud fra jeres udtræk fra Partner Center. Filerne læses i denne browser og forlader den aldrig.",
        forget: "Glem disse filer",
    },
    imports: Imports {
        empty: "Filen er tom. Hent den igen i Partner Center.",
        utf16: "Filen er i UTF-16. Gem den som \"CSV UTF-8 (kommasepareret)\".",
        not_csv: "Filen er ikke CSV ({0}). Hent den som CSV i Partner Center.",
        semicolons: "Cellerne er adskilt af semikolon. Hent filen igen uden at gemme den i et regneark.",
        no_known_column: "Linje 1, kolonne 1: ingen kendt kolonne. Her skulle stå overskrifterne fra et af de tre udtræk.",
        missing_columns: "Linje 1 mangler {0}. Filen ligner {1}.",
        too_much: "Linje {0}: eksporterne rummer mere, end der er plads til her. Læs færre måneder ad gangen.",
        row_too_long: "Linje {0}, kolonne {1}: rækken er for lang. Måske bliver et anførselstegn aldrig lukket. Rækkerne før er talt med.",
        too_many_cells: "Linje {0}: rækken har over {1} celler. Rækkerne før er talt med.",
        place: "linje {0}",
        place_column: "linje {0}, kolonne {1}",
        place_text: "{0}: \"{1}\"",
        unknown_month: "måneden kan ikke læses",
        unknown_association: "ukendt tilknytning",
        unknown_workload: "ukendt produkt",
        unreadable_amount: "beløbet kan ikke læses",
        unreadable_units: "antallet af brugere kan ikke læses",
        no_units: "intet antal brugere",
        unreadable_date: "datoen kan ikke læses",
        no_person: "hverken MCP-id eller e-mail",
        too_large: "summen er for stor",
        wrong_number_of_cells: "flere eller færre celler end overskriften",
        cut_short: "den sidste række er skåret af",
        not_utf8: "ikke UTF-8",
        revenue: "Omsætning",
        usage: "Forbrug",
        skills: "Certificeringer",
    },
    metrics: Metrics {
        net_customer_adds: MetricTexts {
            name: "Nye kunder, netto",
        },
        intermediate_certifications: MetricTexts {
            name: "Certificerede, mellemniveau",
        },
        advanced_certifications: MetricTexts {
            name: "Certificerede, højt niveau",
        },
        usage_growth: MetricTexts {
            name: "Vækst i forbrug",
        },
        deployments: MetricTexts {
            name: "Implementeringer",
        },
    },
    tones: Tones {
        plain: ToneTexts { word: "Bemærk" },
        good: ToneTexts { word: "Opfyldt" },
        warn: ToneTexts { word: "Advarsel" },
        bad: ToneTexts { word: "Spærrer" },
    },
};

/// Lists of claims.
pub(super) static CLAIMS: Claims = Claims {
    title: "Ansøgninger",
    lead: "En ansøgning får Microsoft til at anerkende den omsætning, jeres arbejde har påvirket, når en anden partner sælger licensen.",
    new_claim: "Ny ansøgning",
    all: "Alle",
    state: "Status",
    none_yet: "Ingen ansøgninger endnu. En ansøgning tager omkring fem minutter; hav kundens tenant-id, abonnements-id og den underskrevne dokumentation klar.",
    no_customer: "Ingen kunde endnu",
    more: "Vis flere",
    reference: "Reference",
    customer: "Kunde",
    products: "Produkter",
    waits_for: "Venter på",
    changed: "Senest ændret",
};

/// Recognition.
pub(super) static CREDITS: Credits = Credits {
    title: "Godskrivninger",
    title_one: "Godskrivning",
    lead: "Det, jeres virksomhed er anerkendt for. Begge partnere godskrives fuldt ud: både den, der har påvirket, og den, der sælger.",
    none_yet: "Ingen godskrivninger endnu. De kommer her, når en ansøgning bliver godkendt.",
    partner: "Partner",
    role: "Som",
    product: "Produkt",
    monthly: "Om måneden",
    from: "Tæller fra",
    until: "Til og med",
    baseline_from: "I udgangspunktet fra",
    open_end: "Ingen slutdato endnu",
    claim: "Ansøgning",
    influencing: "Påvirkende partner",
    transacting: "Sælgende partner",
};

/// Signing in.
pub(super) static ACCOUNT: Account = Account {
    sign_in: "Log ind",
    needed_here: "Du skal logge ind for at se siden. Du bliver her.",
    email: "E-mail",
    password: "Adgangskode",
    name: "Navn",
    email_missing: "Skriv din e-mailadresse",
    password_missing: "Skriv en adgangskode",
    name_missing: "Skriv et navn",
    wrong: "E-mail eller adgangskode er forkert. Tjek begge dele, og prøv igen.",
    whom_to_try: "Hvem du kan prøve",
    whom_to_try_hint: "Dette er en demonstration: personer, kunder og ansøgninger er opdigtede.",
    fill_in: "Udfyld",
    exports_to_try: "Udtræk, du kan slippe på porteføljen",
    setup: "Opret den første administrator",
    setup_lead: "Linket, du kom med, virker én gang.",
    setup_do: "Opret kontoen",
    password_hint: "12 tegn eller flere. Flere ord, der ikke hører sammen, er lette at huske.",
};

/// Administration.
pub(super) static ADMIN: Admin = Admin {
    title: "Administration",
    organisations: "Partnervirksomheder",
    organisation: "Virksomhed",
    locations: "Partner-id'er på tilmeldte lokationer",
    locations_hint: "Med mellemrum eller komma imellem.",
    people: "Personer",
    role: "Rolle",
    add_organisation: "Tilføj virksomhed",
    add_person: "Tilføj person",
    organisation_missing: "Skriv virksomhedens navn",
    locations_missing: "Skriv mindst ét partner-id",
    choose_organisation: "Vælg den virksomhed, personen arbejder for",
    added: "Tilføjet.",
    partner: "Partner",
    reviewer: "Sagsbehandler",
    administrator: "Administrator",
    auditor: "Revisor",
};

/// One claim.
pub(super) static CLAIM: Claim = Claim {
    title: "Ansøgning {0}",
    step_of: "Trin {0} af {1}",
    only_location: "(jeres eneste tilmeldte lokation)",
    filter_products: "Find et produkt",
    chosen: "{0} valgt",
    no_products_yet: "Vælg produkter i det første trin; så kan du skrive her, hvad hvert af dem giver.",
    revenue: "Omsætning om måneden",
    proof_names: "Hvad dokumentationen nævner",
    proof_names_hint: "Åbn jeres fil, og se efter: den skal nævne det hele, præcis som ansøgningen gør.",
    proof_names_tenant: "Tenant-id'et {0}",
    proof_names_domain: "Domænet {0}",
    proof_names_product: "Produktet {0}",
    the_tenant: "Tenant-id'et",
    the_domain: "Domænet",
    choose_files: "Vælg filer, eller tag et billede",
    or_drop: "eller slip dem her",
    empty_file: "Den valgte fil er tom",
    file_kind: "Filen er ikke det, navnet siger, eller den kan ikke være dokumentation. Vælg en PDF, et billede (PNG, JPEG), et Word-, Excel- eller PowerPoint-dokument eller en mail (EML, MSG).",
    file_name: "Filnavnets endelse passer ikke til indholdet. Omdøb filen, og vælg den igen.",
    file_too_large: "Filen er for stor. Højst 25 MB; gør den mindre, eller del den.",
    too_many_files: "Ansøgningen har så mange filer, den kan have. Fjern en, før du tilføjer en ny.",
    remove: "Fjern",
    remove_file: "Fjern {0}",
    cancel: "Annuller",
    cancel_file: "Annuller afsendelse af {0}",
    dismiss: "Fjern besked",
    added_by: "{0}, tilføjet af {1} {2}",
    checksum: "Kontrolsum (SHA-256)",
    no_files: "Ingen filer endnu.",
    files: "Dokumentation for udført arbejde",
    saved: "Gemt {0}",
    saving: "Gemmer …",
    not_saved: "Endnu ikke gemt på serveren.",
    kept_here: "Det, du har skrevet, er gemt på denne enhed og sendes med din næste ændring.",
    newer_short: "Der ligger nyere svar på serveren.",
    newer: "En anden, eller du selv i et andet vindue, gemte ansøgningen kl. {0}. Intet er overskrevet: vælg, hvilke svar du vil fortsætte med.",
    take_theirs: "Hent de nyere",
    keep_mine: "Behold mine",
    worth: "Det giver den",
    worth_nothing_yet: "Ingen point endnu: vælg produkter, og skriv, hvad hvert giver om måneden.",
    worth_from: "Tæller fra {0} til og med {1}, hvis den godkendes inden 48 timer. Derefter er kunden en del af jeres udgangspunkt.",
    points: "point",
    findings: "Det siger reglerne",
    rules_met: "{0} af {1} krav opfyldt indtil nu.",
    cannot_tell: "Kan ikke afgøres endnu: {0}",
    sources: "Hvor det står",
    sent_already: "Ansøgningen er sendt",
    sent_already_hint: "Svarene kan kun ændres, når en sagsbehandler beder om det.",
    look_at_it: "Se ansøgningen",
    check_title: "Tjek dine svar",
    check_lead: "Intet bliver sendt, før du trykker på knappen til sidst.",
    change: "Ret",
    send_title: "Send ansøgningen",
    send_means: "Når du sender, bekræfter du, at svarene er rigtige, og at kunden har bekræftet arbejdet.",
    send: "Send ansøgning",
    send_again: "Der kom ikke noget svar. Ansøgningen kan være nået frem: tryk på knappen igen, den bliver ikke sendt to gange.",
    not_sent: "Ansøgningen er ikke sendt endnu",
    sent_title: "Din ansøgning er sendt",
    your_reference: "Din reference",
    when: "Hvornår du hører fra os",
    due_ours: "Du har vores svar senest {0}, din tid.",
    due_microsofts: "Efter Microsofts egne dokumenter kan det vare til {0}: 5 arbejdsdage, til behandlingen begynder, og 14 til behandlingen.",
    counts_from: "Bliver den godkendt inden da, tæller pointene fra {0} til og med {1}.",
    what_next: "Hvad sker der nu",
    next_review: "En sagsbehandler læser ansøgningen og dokumentationen.",
    next_ask: "Mangler der noget, bliver du spurgt, og vores ur står stille, til du svarer. Du har 14 arbejdsdage.",
    next_month: "Når den er godkendt, godskrives begge partnere fra måneden efter.",
    wait_review: "Svar fra sagsbehandleren senest {0}",
    wait_answer: "Jeres svar senest {0}",
    wait_dispute: "Der kan klages indtil {0}",
    wait_dispute_answer: "Svar på klagen senest {0}",
    go_on_with: "Fortsæt ansøgningen",
    dispute: "Klag over afgørelsen",
    dispute_hint: "Skriv, hvad der er overset. Der kan klages én gang.",
    disassociate: "Afslut tilknytningen",
    disassociate_hint: "Skriv hvorfor. Godskrivningen slutter med sidste måned, og ansøgningen kan ikke genoptages.",
    note: "Begrundelse",
    note_missing: "Skriv begrundelsen",
    withdraw: "Træk ansøgningen tilbage",
    withdraw_hint: "En tilbagetrukket ansøgning bliver ikke afgjort og kan ikke sendes igen. Svarene kan stadig læses.",
    withdraw_really: "Ja, træk den tilbage",
    reviewer_wrote: "Sagsbehandleren skrev:",
    send_answer: "Send svar",
    timeline: "Forløb",
    by_at: "{0}, {1}",
    nothing_happened: "Der er ikke sket noget endnu.",
};

/// What questions are about.
pub(super) static SUBJECTS: Subjects = Subjects {
    partner: "Jer",
    customer: "Kunden",
    subscription: "Abonnementet",
    products: "Produkter",
    work: "Arbejdet",
    revenue: "Hvad det giver",
    contacts: "Kontakter",
    proof: "Dokumentation for udført arbejde",
    more: "Andet",
};

/// What is wrong with an answer; `{0}` is the question.
pub(super) static WRONG: Wrong = Wrong {
    too_long: "{0}: højst {1}",
    not_a_guid: "{0} skal se ud som 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    not_a_domain: "Skriv et domæne, for eksempel contoso.dk",
    not_an_email: "{0}: skriv en e-mailadresse, for eksempel navn@eksempel.dk",
    not_a_partner_id: "{0} skal være 5 til 10 cifre",
    not_a_date: "{0}: skriv en dato",
    in_the_future: "{0} skal være i dag eller tidligere",
    before_start: "Den sidste dag skal være den første dag eller senere",
    not_an_amount: "Skriv, hvad {0} giver om måneden; mere end nul",
    not_offered: "{0} kan ikke vælges",
    twice: "{0} er valgt to gange",
};

/// A question: its label, what helps to answer it, and what to say when it is left empty.
pub(super) static FIELDS: Fields = Fields {
    partner_location_id: Field {
        label: "Lokation, der ansøger",
        hint: "Partner-id på den lokation, pointene går til.",
        missing: "Vælg den lokation, der ansøger",
    },
    customer_name: Field {
        label: "Kundens navn",
        hint: "",
        missing: "Skriv kundens navn",
    },
    customer_tenant_id: Field {
        label: "Tenant-id",
        hint: "Står i kundens Entra Administration under Oversigt. Sæt det ind, som det er.",
        missing: "Skriv kundens tenant-id",
    },
    customer_domain: Field {
        label: "Domæne",
        hint: "For eksempel contoso.dk",
        missing: "Skriv kundens domæne",
    },
    subscription_id: Field {
        label: "Abonnements-id",
        hint: "Står i kundens Microsoft 365 Administration, sidst i adressen på produktets side.",
        missing: "Skriv abonnements-id'et",
    },
    channel: Field {
        label: "Hvordan er det købt?",
        hint: "",
        missing: "Vælg, hvordan abonnementet er købt",
    },
    subscription_start: Field {
        label: "Abonnementets første dag",
        hint: "",
        missing: "Skriv abonnementets første dag",
    },
    subscription_end: Field {
        label: "Abonnementets sidste dag (kan udelades)",
        hint: "Lad feltet stå tomt, når det fornys af sig selv.",
        missing: "Skriv abonnementets sidste dag",
    },
    transacting_partner_name: Field {
        label: "Partneren, der sælger licensen",
        hint: "Den sælgende partner godskrives hele tiden; jeres ansøgning tager intet fra dem.",
        missing: "Skriv navnet på den partner, der sælger licensen",
    },
    transacting_partner_id: Field {
        label: "Deres partner-id (kan udelades)",
        hint: "5 til 10 cifre, hvis du kender det.",
        missing: "Skriv partner-id'et",
    },
    products: Field {
        label: "Produkter, I har arbejdet med",
        hint: "Vælg alle de produkter, ansøgningen handler om.",
        missing: "Vælg mindst ét produkt",
    },
    work_done: Field {
        label: "Hvad har I gjort?",
        hint: "Med dine egne ord, til sagsbehandleren: rådgivning, implementering, ibrugtagning.",
        missing: "Beskriv, hvad I har gjort",
    },
    worked_since: Field {
        label: "Siden hvornår?",
        hint: "Den dag, arbejdet begyndte.",
        missing: "Skriv den dag, arbejdet begyndte",
    },
    monthly_revenue: Field {
        label: "{0}: US-dollar om måneden",
        hint: "Det, kunden betaler for licensen, ikke jeres eget honorar.",
        missing: "Skriv, hvad produktet giver om måneden",
    },
    customer_contact_name: Field {
        label: "Kundens kontaktperson",
        hint: "En, der kender til arbejdet.",
        missing: "Skriv navnet på kundens kontaktperson",
    },
    customer_contact_title: Field {
        label: "Deres titel",
        hint: "",
        missing: "Skriv titlen på kundens kontaktperson",
    },
    customer_contact_email: Field {
        label: "Deres e-mail",
        hint: "",
        missing: "Skriv e-mailen på kundens kontaktperson",
    },
    partner_contact_name: Field {
        label: "Jeres kontaktperson",
        hint: "",
        missing: "Skriv navnet på jeres kontaktperson",
    },
    partner_contact_email: Field {
        label: "Jeres kontaktpersons e-mail",
        hint: "",
        missing: "Skriv e-mailen på jeres kontaktperson",
    },
    evidence: Field {
        label: "Filer",
        hint: "Dokumentation for udført arbejde (PoE, proof of execution), bekræftet af kunden: PDF, Word, Excel, PowerPoint, et billede eller en mail. Højst 25 MB hver.",
        missing: "Tilføj mindst én fil, der dokumenterer arbejdet",
    },
    acknowledged_on: Field {
        label: "Hvornår bekræftede kunden det?",
        hint: "Datoen for underskriften, højst 12 måneder gammel.",
        missing: "Skriv den dag, kunden bekræftede arbejdet",
    },
    comments: Field {
        label: "Bemærkninger (kan udelades)",
        hint: "Alt, der hjælper sagsbehandleren.",
        missing: "Skriv dine bemærkninger",
    },
};

/// A step of the claim.
pub(super) static STEPS: Steps = Steps {
    association: StepTexts {
        title: "Kunde og abonnement",
        lead: "Hvem kunden er, og hvilket abonnement jeres arbejde handler om.",
    },
    revenue: StepTexts {
        title: "Påvirket omsætning",
        lead: "Hvad I har gjort, og hvad produkterne giver om måneden.",
    },
    proof: StepTexts {
        title: "Dokumentation",
        lead: "Kundens bekræftelse af jeres arbejde.",
    },
};

/// A rule of the assessment: what it asks for, and what to say when it is not met.
pub(super) static RULES: Rules = Rules {
    business_applications_workload: Rule {
        name: "Alle produkter hører til Business Applications",
        unmet: "Hører ikke til Business Applications: {0}. Vælg et andet, eller lad det være.",
    },
    recognised_since: Rule {
        name: "CSP-abonnementer anerkendes nu",
        unmet: "CSP-abonnementer anerkendes først fra {0}.",
    },
    not_the_transacting_partner: Rule {
        name: "En anden partner sælger licensen",
        unmet: "{0} er jeres egen lokation: den, der sælger licensen, er allerede godskrevet og behøver ikke ansøge.",
    },
    subscription_active: Rule {
        name: "Abonnementet er aktivt eller sluttede for højst {0} dage siden",
        unmet: "Abonnementet skal være begyndt og må højst være sluttet for {0} dage siden.",
    },
    identifiers_well_formed: Rule {
        name: "Tenant-id, domæne og abonnements-id er skrevet rigtigt",
        unmet: "Tenant-id, domæne eller abonnements-id er skrevet forkert.",
    },
    location_enrolled: Rule {
        name: "Lokationen er en af jeres tilmeldte",
        unmet: "Lokation {0} er ikke en af jeres tilmeldte.",
    },
    contacts_present: Rule {
        name: "Begge kontaktpersoner er nævnt",
        unmet: "En kontaktpersons e-mailadresse kan ikke læses.",
    },
    proof_attached: Rule {
        name: "Mindst én fil dokumenterer arbejdet",
        unmet: "Ingen fil dokumenterer arbejdet endnu. Tilføj en i trin 3.",
    },
    proof_final: Rule {
        name: "Ingen fil står i stedet for dokumentation, der endnu skal komme",
        unmet: "Dokumentationen er foreløbig. Den bevarer indgivelsesdagen en tid; ansøgningen kan ikke godkendes, før den endelige er der.",
    },
    acknowledgement_dated: Rule {
        name: "Kunden har bekræftet arbejdet inden for de seneste {0} måneder",
        unmet: "Kundens bekræftelse skal være fra {1} eller senere og ikke ude i fremtiden. Bed om en ny, hvis den er ældre.",
    },
    proof_matches_claim: Rule {
        name: "Dokumentationen nævner ansøgningens tenant, domæne og produkter",
        unmet: "Dokumentationen skal nævne tenant-id, domæne og alle ansøgningens produkter og ikke andre. Sæt hak ved det, den nævner. {0}",
    },
    competing_claim: Rule {
        name: "Ingen anden partner søger om det samme",
        unmet: "En anden partner har eller søger om det samme abonnement. Du kan godt sende ansøgningen; den nyeste dokumentation gælder.",
    },
    recently_provisioned: Rule {
        name: "Abonnementet er mindst {0} dage gammelt",
        unmet: "Et abonnement, der er yngre end {0} dage, kan Microsoft måske ikke se endnu. Du kan godt sende ansøgningen.",
    },
    under_the_floor: Rule {
        name: "Hvert produkt giver mindst {0} om måneden",
        unmet: "Under {0} om måneden og giver derfor ingen point: {1}.",
    },
    already_counts: Rule {
        name: "Intet af det tæller allerede for jer",
        unmet: "Tæller allerede for jer og tilføjer intet: {0}.",
    },
    ends_within_a_year: Rule {
        name: "Abonnementet varer mere end et år",
        unmet: "Abonnementet slutter {0}. Fornyes det med et nyt id, skal der søges igen.",
    },
    csp_listed_as_error: Rule {
        name: "Købt gennem en anden kanal end CSP",
        unmet: "En af Microsofts sider nævner stadig CSP-abonnementer som en fejl. Den nyere regel tillader dem; siden er forældet.",
    },
    incentives_unchanged: Rule {
        name: "Bonusbetalinger ændres ikke",
        unmet: "Ansøgningen giver kun point: ingens bonusbetalinger ændres.",
    },
};

/// A claim's state, and what it means for the partner.
pub(super) static STATES: States = States {
    draft: State {
        name: "Kladde",
        means: "Den er ikke sendt.",
    },
    submitted: State {
        name: "Sendt",
        means: "Den venter på, at en sagsbehandler åbner den.",
    },
    under_review: State {
        name: "Behandles",
        means: "En sagsbehandler læser den.",
    },
    action_required: State {
        name: "Kræver svar",
        means: "Sagsbehandleren beder om noget, og uret står stille, til partneren svarer.",
    },
    approved: State {
        name: "Godkendt",
        means: "Den tæller fra måneden efter godkendelsen, for begge partnere.",
    },
    rejected: State {
        name: "Afvist",
        means: "Den tæller ikke. Der kan klages én gang inden 30 dage.",
    },
    disputed: State {
        name: "Påklaget",
        means: "En sagsbehandler ser på den en gang til.",
    },
    rejected_final: State {
        name: "Afsluttet",
        means: "Den tæller ikke, og det er endeligt.",
    },
    withdrawn: State {
        name: "Trukket tilbage",
        means: "Partneren har trukket den tilbage.",
    },
};

/// What happened to a claim.
pub(super) static MOVES: Moves = Moves {
    submit: MoveTexts {
        happened: "Ansøgning sendt",
    },
    open: MoveTexts {
        happened: "Åbnet af en sagsbehandler",
    },
    ask: MoveTexts {
        happened: "Partneren blev spurgt",
    },
    answer: MoveTexts {
        happened: "Besvaret",
    },
    expire: MoveTexts {
        happened: "Svarfristen udløb",
    },
    approve: MoveTexts {
        happened: "Godkendt",
    },
    reject: MoveTexts { happened: "Afvist" },
    dispute: MoveTexts {
        happened: "Afgørelsen påklaget",
    },
    decline: MoveTexts {
        happened: "Kunden sagde nej",
    },
    disassociate: MoveTexts {
        happened: "Tilknytningen afsluttet",
    },
    withdraw: MoveTexts {
        happened: "Trukket tilbage",
    },
};

/// Why a claim is rejected.
pub(super) static REASONS: Reasons = Reasons {
    insufficient_proof: ReasonTexts {
        words: "Dokumentationen viser ikke arbejdet",
    },
    customer_declined: ReasonTexts {
        words: "Kunden har sagt nej",
    },
    no_customer_consent: ReasonTexts {
        words: "Kundens underskrift eller samtykke mangler",
    },
    products_missing: ReasonTexts {
        words: "Et produkt er ikke nævnt i dokumentationen",
    },
    proof_unavailable: ReasonTexts {
        words: "En fil kan ikke åbnes",
    },
    newer_proof_stands: ReasonTexts {
        words: "En anden partners nyere dokumentation gælder",
    },
    partner_asked: ReasonTexts {
        words: "Partneren har bedt om det",
    },
    no_answer: ReasonTexts {
        words: "Ingen svarede i tide",
    },
};

/// How a subscription was bought.
pub(super) static CHANNELS: Channels = Channels {
    csp: ChannelTexts {
        name: "Gennem en Cloud Solution Provider (CSP)",
    },
    volume_licensing: ChannelTexts {
        name: "Med volumenlicens (Enterprise Agreement)",
    },
    web_direct: ChannelTexts {
        name: "Direkte fra Microsoft",
    },
};
