namespace Touchpoints.Threading;

/// <summary>The keys of a mail: everything that the store may be asked for, found once.</summary>
internal static class MailKeysOf
{
    // S012: In-Reply-To and 50 of the ids in References are enough to find the nearest stored one.
    private const int MostAncestors = 51;
    private const int MostOriginals = 50;
    private const int MostPeople = 50;

    public static MailKeys Mail(MailEnvelope envelope, MailContent content, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(policy);
        return Mail(envelope, content, policy, MachineMail.Read(envelope, content));
    }

    public static MailKeys Mail(MailEnvelope envelope, MailContent content, Policy policy, MachineReading machine)
    {
        var own = OwnAddresses.Read(envelope, policy);
        var ancestors = Ancestors(envelope, content, machine);
        var marks = MailMarks.InBody(content, policy);
        var quoted = MailMarks.Quoted(envelope, content);
        var subjectMark = MailMarks.InSubject(envelope.Subject, policy);
        var author = envelope.From.Count > 0 ? envelope.From[0].Key : "";

        // M10: the words matter beside another sign only, and not in mail of a list; ordinary mail pays nothing for them.
        var weakSign = author.Length > 0 ? machine.WeakSign : "";
        return new MailKeys
        {
            MessageId = envelope.MessageId,
            Ancestors = ancestors,
            Tokens = Tokens(envelope, own, ancestors, machine, policy, subjectMark is { } mark ? [.. marks, mark] : marks),
            ContentHash = ContentHash.OfContent(envelope, content),
            Author = author,
            TextHash = ContentHash.OfText(envelope, content, author),
            ReceivedAt = envelope.ReceivedAt,
            Machine = machine,
            WeakSign = weakSign,
            AutomaticWords = weakSign.Length > 0 || machine.Kind == "auto-reply" ? AutomaticWords.HashOf(content) : default,
            Own = own,
            Originals = content.Parts.Any(part => part.Nested is not null)
                ? [.. content.Parts.Select(part => part.Nested?.Envelope.MessageId).OfType<MessageId>().Distinct().Take(MostOriginals)]
                : [],
            SmallImages = SignatureImages.In(content),
            Marks = marks,
            SubjectMark = subjectMark,
            Quoted = quoted,
            People = People(envelope, content, quoted),
        };
    }

    private static List<string> People(MailEnvelope envelope, MailContent content, QuotedMail? quoted)
    {
        var people = new List<string>();
        Add(envelope);
        foreach (var part in content.Parts)
        {
            if (part.Nested is { } nested)
            {
                Add(nested.Envelope);
            }
        }

        if (quoted is not null && !people.Contains(quoted.Author))
        {
            people.Add(quoted.Author);
        }

        return people;

        void Add(MailEnvelope of)
        {
            foreach (var list in (ReadOnlySpan<IReadOnlyList<MailAddress>>)[of.From, of.To, of.Cc, of.Bcc, of.ResentTo, of.ResentCc])
            {
                foreach (var address in list)
                {
                    if (people.Count < MostPeople && address.Key is { Length: > 0 } key && !people.Contains(key))
                    {
                        people.Add(key);
                    }
                }
            }
        }
    }

    private static List<MessageId> Ancestors(MailEnvelope envelope, MailContent content, MachineReading machine)
    {
        var ids = new OrderedIds(envelope.MessageId);
        ids.AddFamily(envelope, MostAncestors);
        if (machine.OriginalMessageId is { } original)
        {
            ids.Add(original);
        }

        var most = ids.Count + MostOriginals;
        foreach (var part in content.Parts)
        {
            if (part.Nested?.Envelope is { } nested)
            {
                if (nested.MessageId is { } id && ids.Count < most)
                {
                    ids.Add(id);
                }

                ids.AddFamily(nested, most);
            }
        }

        if (MailMarks.Conversation(envelope) is { } conversation)
        {
            ids.Add(conversation);
        }

        return ids.ToList();
    }

    private static List<ReplyAddressId> Tokens(
        MailEnvelope envelope, OwnAddressReading own, List<MessageId> ancestors, MachineReading machine, Policy policy, IReadOnlyList<ReplyAddressId> marks)
    {
        var tokens = new List<ReplyAddressId>(own.Tokens);
        if (envelope.MessageId is { } self)
        {
            Add(ReplyAddress.ReadMessageId(self, policy));
        }

        foreach (var id in ancestors)
        {
            Add(ReplyAddress.ReadMessageId(id, policy));
        }

        foreach (var address in machine.OriginalAddresses)
        {
            Add((ReplyAddress.Read(address, policy) as ReplyAddressReading.Valid)?.Id);
        }

        foreach (var mark in marks)
        {
            Add(mark);
        }

        return tokens;

        void Add(ReplyAddressId? token)
        {
            if (token is { } found && !tokens.Contains(found))
            {
                tokens.Add(found);
            }
        }
    }

    /// <summary>Ids in the order they were added, none twice, never the mail's own: a mail that names itself must not become its own parent.</summary>
    private sealed class OrderedIds(MessageId? self)
    {
        private readonly List<MessageId> _ids = [];
        private readonly HashSet<MessageId> _seen = self is { } own ? [own] : [];

        public int Count => _ids.Count;

        public void Add(MessageId id)
        {
            if (!string.IsNullOrEmpty(id.Value) && _seen.Add(id))
            {
                _ids.Add(id);
            }
        }

        public void AddFamily(MailEnvelope envelope, int most)
        {
            for (var i = 0; i < envelope.InReplyTo.Count && _ids.Count < most; i++)
            {
                Add(envelope.InReplyTo[i]);
            }

            for (var i = envelope.References.Count - 1; i >= 0 && _ids.Count < most; i--)
            {
                Add(envelope.References[i]);
            }
        }

        public List<MessageId> ToList() => _ids;
    }
}
