using System.Xml.Linq;

namespace AutoGrad.Tests;

public sealed class TrainingReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autograd-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_is_one_page_with_curves_epochs_settings_and_model_and_nothing_outside_it()
    {
        var (model, result, trainer) = TrainerSettingsTests.Run(new TrainerSettingsTests.Setup { Epochs = 4, Measured = true, Averages = true, Patience = 3 });
        var report = TrainingReport.Of(trainer, result, model.Summary([1, 2]));
        var page = Parse(report.ToHtml());
        string[] Texts(string name) => [.. page.Descendants().Where(element => element.Name.LocalName == name).Select(static element => element.Value)];
        Assert.Equal(["Loss", "MAE", "RMSE", "R2", "largest"], page.Descendants().Where(static element => element.Name.LocalName == "svg").Select(static svg => svg.Elements().First().Value));
        Assert.Equal(["Settings", "Model", "Epochs"], Texts("h2"));
        Assert.Contains("Adam", Texts("td"));
        Assert.Contains("3 parameters, 3 of them trained", Texts("pre").Single(), StringComparison.Ordinal);
        var rows = page.Descendants("table").Last().Elements("tr").ToArray();
        Assert.Equal(["epoch", "loss", "accuracy", "validation loss", "validation accuracy", "MAE", "RMSE", "R2", "largest"], rows[0].Elements().Select(static cell => cell.Value));
        Assert.Equal(5, rows.Length);
        Assert.Equal($"{result.BestEpoch}", rows.Single(static row => (string?)row.Attribute("class") == "best").Elements().First().Value);

        // The only address is the name of SVG's namespace, which no reader fetches.
        Assert.DoesNotContain("http", report.ToHtml().Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_outside_stays_text_and_runs_without_epochs_have_a_page_too()
    {
        var result = new TrainingResult(TrainingStop.Cancelled, [], 0, 0, TimeSpan.Zero);
        var report = new TrainingReport(result) { Title = "<b>\"&", Settings = [KeyValuePair.Create("<script>", "a<b")] };
        var path = Path.Combine(folder, "report.html");
        report.Save(path);
        var page = Parse(File.ReadAllText(path));
        Assert.Equal("<b>\"&", page.Descendants("h1").Single().Value);
        Assert.Contains(page.Descendants("th"), static cell => cell.Value == "<script>");
        Assert.Throws<FileSaveException>(() => report.Save(Path.Combine(folder, "none", "report.html")));
    }

    /// <summary>The page is written such that XML's strict reader takes it, but for the line and the tag that HTML has and XML does not.</summary>
    private static XDocument Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        return XDocument.Parse(html["<!DOCTYPE html>\n".Length..].Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal));
    }
}
