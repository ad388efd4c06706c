use super::*;

/// A member as a writer of archives would put it.
struct Put {
    name: &'static str,
    data: &'static [u8],
    method: u16,
    flags: u16,
    unpacked: u32,
    checksum: u32,
}

fn stored(name: &'static str, data: &'static [u8]) -> Put {
    let mut sum = Checksum::new();
    sum.add(data);
    Put {
        name,
        data,
        method: 0,
        flags: 0,
        unpacked: u32::try_from(data.len()).unwrap(),
        checksum: sum.value(),
    }
}

fn short(number: u16) -> [u8; 2] {
    number.to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

/// An archive of these, with a comment.
fn archive(puts: &[Put], comment: &[u8]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for put in puts {
        let header = file.len();
        let name = short(u16::try_from(put.name.len()).unwrap());
        let common = [
            &short(20)[..],
            &short(put.flags),
            &short(put.method),
            &[0; 4],
            &put.checksum.to_le_bytes(),
            &long(put.data.len()),
            &put.unpacked.to_le_bytes(),
            &name,
        ]
        .concat();
        // The header before the data has an extra field that the directory does not have.
        file.extend([b"PK\x03\x04", &common[..], &short(4), put.name.as_bytes()].concat());
        file.extend([&b"xtra"[..], put.data].concat());
        directory.extend([b"PK\x01\x02", &short(20)[..], &common, &[0; 12]].concat());
        directory.extend([&long(header)[..], put.name.as_bytes()].concat());
    }
    let count = short(u16::try_from(puts.len()).unwrap());
    let (start, length) = (long(file.len()), long(directory.len()));
    file.extend(directory);
    file.extend([&b"PK\x05\x06"[..], &[0; 4], &count, &count, &length, &start].concat());
    file.extend(short(u16::try_from(comment.len()).unwrap()));
    file.extend_from_slice(comment);
    file
}

fn read(file: &[u8]) -> Result<Vec<Member>, ZipFault> {
    let size = file.len() as u64;
    let tail = usize::try_from(size.saturating_sub(END)).unwrap();
    let place = find_directory(&file[tail..], size)?;
    let range = usize::try_from(place.start).unwrap()..usize::try_from(place.end).unwrap();
    members(&file[range], place.start)
}

/// What stands in a stored member.
fn content<'a>(file: &'a [u8], member: &Member) -> &'a [u8] {
    let header = &file[usize::try_from(member.header).unwrap()..];
    let start = data_start(member, &header[..30]).unwrap();
    let range = start..start + member.packed;
    &file[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()]
}

#[test]
fn members_are_found_with_their_data() {
    let puts = [
        stored("exports/", b""),
        stored("exports/revenue.csv", b"Month,Amount\n"),
        stored("bøger\\usage.csv", b"Month,MAU\n"),
    ];
    for comment in [
        &b""[..],
        b"PK\x05\x06 is how an end begins",
        &vec![b'x'; 65_535],
    ] {
        let file = archive(&puts, comment);
        let members = read(&file).unwrap();
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["exports/revenue.csv", "bøger/usage.csv"]);
        assert_eq!(content(&file, &members[0]), b"Month,Amount\n");
        assert_eq!(content(&file, &members[1]), b"Month,MAU\n");
        assert_eq!(members[0].packing, Ok(Packing::Stored));
        let mut watch = Watch::new(&members[1]);
        watch.hear(b"Month,").unwrap();
        watch.hear(b"MAU\n").unwrap();
        assert_eq!(watch.end(), Ok(()));
    }
    assert_eq!(read(&archive(&[], b"")), Ok(Vec::new()));
}

#[test]
fn what_cannot_be_unpacked_is_told_member_by_member() {
    let puts = [
        Put {
            flags: 1,
            ..stored("secret.csv", b"12345")
        },
        Put {
            method: 93,
            ..stored("new.csv", b"12345")
        },
        Put {
            method: 8,
            ..stored("packed.csv", b"12345")
        },
        Put {
            unpacked: 4_000_000_000,
            ..stored("bomb.csv", b"12345")
        },
    ];
    let packings: Vec<_> = read(&archive(&puts, b""))
        .unwrap()
        .into_iter()
        .map(|member| member.packing)
        .collect();
    assert_eq!(
        packings,
        [
            Err(ZipFault::Encrypted),
            Err(ZipFault::Method { method: 93 }),
            Ok(Packing::Deflated),
            Err(ZipFault::Length),
        ]
    );
}

#[test]
fn a_member_that_is_not_what_the_archive_says_is_stopped() {
    let file = archive(&[stored("a.csv", b"0123456789")], b"");
    let member = &read(&file).unwrap()[0];
    let mut watch = Watch::new(member);
    assert_eq!(watch.hear(b"01234"), Ok(()));
    assert_eq!(watch.hear(b"567890"), Err(ZipFault::Length));
    let mut watch = Watch::new(member);
    watch.hear(b"01234").unwrap();
    assert_eq!(watch.clone().end(), Err(ZipFault::Length));
    watch.hear(b"55555").unwrap();
    assert_eq!(watch.end(), Err(ZipFault::Checksum));
}

#[test]
fn hostile_archives_are_refused() {
    let good = archive(&[stored("a.csv", b"1"), stored("b.csv", b"2")], b"");
    let end = good.len() - 22;
    let directory =
        usize::try_from(find_directory(&good, good.len() as u64).unwrap().start).unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        read(&file)
    };
    assert_eq!(read(b""), Err(ZipFault::NoDirectory));
    assert_eq!(read(&good[..end]), Err(ZipFault::NoDirectory));
    assert_eq!(read(&good[1..]), Err(ZipFault::Damaged));
    assert_eq!(changed(end + 4, &[1, 0]), Err(ZipFault::Parts));
    assert_eq!(changed(end + 10, &[255, 255]), Err(ZipFault::Zip64));
    assert_eq!(changed(end + 16, &[255; 4]), Err(ZipFault::Zip64));
    let many = short(10_001);
    assert_eq!(
        changed(end + 8, &[many, many].concat()),
        Err(ZipFault::TooMany)
    );
    assert_eq!(changed(end + 12, &[255, 0, 0, 0]), Err(ZipFault::Damaged));
    assert_eq!(changed(directory, b"XX"), Err(ZipFault::Damaged));
    // The first member's name is longer than the directory.
    assert_eq!(changed(directory + 28, &[255, 255]), Err(ZipFault::Damaged));
    // It lies beyond the directory; it is the second one's data as well.
    assert_eq!(
        changed(directory + 42, &[255, 255, 0, 0]),
        Err(ZipFault::Damaged)
    );
    assert_eq!(
        changed(directory + 20, &[40, 0, 0, 0]),
        Err(ZipFault::Overlap)
    );
    assert_eq!(changed(directory + 42, &[255; 4]), Err(ZipFault::Zip64));
    // No header stands where the directory says.
    let member = &read(&good).unwrap()[0];
    assert_eq!(data_start(member, &[0; 30]), Err(ZipFault::Damaged));
    assert_eq!(data_start(member, b"PK\x03\x04"), Err(ZipFault::Damaged));
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

        #[test]
        fn a_damaged_archive_is_read_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut file = archive(&[stored("a.csv", b"12345"), stored("b/c.csv", b"678")], b"hi");
            for (place, byte) in changes {
                let place = place.index(file.len());
                file[place] = byte;
            }
            file.truncate(file.len() - cut.index(8));
            for member in read(&file).unwrap_or_default() {
                let start = usize::try_from(member.header).unwrap();
                // Data that is said to lie within the file does.
                prop_assert!(member.header + MEMBER_HEADER + member.packed <= file.len() as u64);
                let _ = data_start(&member, file.get(start..).unwrap_or_default());
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = find_directory(&bytes, bytes.len() as u64);
            let _ = members(&bytes, 1000);
        }
    }
}
