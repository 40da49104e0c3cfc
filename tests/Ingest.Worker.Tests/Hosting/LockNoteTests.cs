namespace Touchpoints.Ingest.Tests;

public sealed class LockNoteTests
{
    [TestCase("http://127.0.0.1:8025/")]
    [TestCase(null)]
    public void A_note_is_read_as_it_was_written(string? url)
    {
        var note = new LockNote(42, url is null ? null : new Uri(url), "abc");
        Assert.That(LockNote.Parse(note.ToString()), Is.EqualTo(note));
    }

    [TestCase("")]
    [TestCase("42 -")]
    [TestCase("x - abc")]
    [TestCase("42 nowhere abc")]
    public void Anything_else_is_no_note(string line) => Assert.That(LockNote.Parse(line), Is.Null);
}
