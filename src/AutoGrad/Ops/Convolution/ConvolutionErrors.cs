namespace AutoGrad;

/// <content>The errors of convolution and pooling.</content>
internal static partial class Errors
{
    public static ShapeException Convolution(string op, Shape x, Shape weight, Shape? bias, int groups) =>
        new("AG600", op, $"x of shape {x}, a weight of shape {weight} and {(bias is null ? "no bias" : $"a bias of shape {bias}")} were given for {groups} {(groups == 1 ? "group" : "groups")}. With x as [n, channels, height, width] the weight must be [outputs, channels / groups, window height, window width], where the groups divide channels and outputs and the window is 1 or more each way, and the bias [outputs]; Reshape or Unsqueeze what lacks an axis.");

    public static ShapeException LineConvolution(string op, Shape x, Shape weight, Shape? bias, int groups) =>
        new("AG600", op, $"x of shape {x}, a weight of shape {weight} and {(bias is null ? "no bias" : $"a bias of shape {bias}")} were given for {groups} {(groups == 1 ? "group" : "groups")}. With x as [n, channels, length] the weight must be [outputs, channels / groups, window], where the groups divide channels and outputs and the window is 1 or more, and the bias [outputs]; Reshape or Unsqueeze what lacks an axis.");

    public static ShapeException TransposedConvolution(string op, Shape x, Shape weight, Shape? bias, int groups) =>
        new("AG660", op, $"x of shape {x}, a weight of shape {weight} and {(bias is null ? "no bias" : $"a bias of shape {bias}")} were given for {groups} {(groups == 1 ? "group" : "groups")}. With x as [n, channels, ..] the weight must be [channels, outputs / groups, ..] with a window of 1 or more each way, where the groups divide the channels, and the bias [outputs]; and the padding must leave something of the result. The channels come first in this weight, unlike in a convolution's.");

    public static ValueException WindowSetting(string op, string name, int value, int least) =>
        new("AG601", op, FormattableString.Invariant($"the {name} {value} was given. It must be {least} or more; leave it out for the usual value."));

    public static ShapeException WindowTooLarge(string op, Shape x, WindowAxis rows, WindowAxis columns) =>
        new("AG602", op, FormattableString.Invariant($"a window that spans {rows.Extent} x {columns.Extent} elements was given for x of shape {x} with a padding of {rows.Padding} x {columns.Padding} on each side. It must fit inside the padded image at least once: add padding, or use a smaller window or dilation."));

    public static ShapeException PoolInput(string op, Shape x) =>
        new("AG603", op, $"x of shape {x} was given. The window slides over the last two axes, height and width: Reshape or Unsqueeze x to [.., height, width].");

    public static ValueException PoolPadding(string op, int padding, int size) =>
        new("AG604", op, FormattableString.Invariant($"a padding of {padding} was given for a window of {size}. Windows of padding alone have no element to choose from, so the padding is at most half the window: {size / 2}."));

    public static ShapeException EmptyImage(string op, Shape x) =>
        new("AG661", op, $"x of shape {x} was given. The last two axes, height and width, must have elements, since each place of the result is made of some: leave empty images out.");

    public static ValueException LayerGroups(string layer, int inputs, int outputs, int groups) =>
        new("AG605", layer, FormattableString.Invariant($"{inputs} inputs, {outputs} outputs and {groups} groups were given. All are 1 or more, and the groups divide inputs and outputs."));
}
